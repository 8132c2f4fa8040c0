// Decoding with a mixture of experts beside a dense model of the same active parameters, both with random weights in q8_0, too large for a
// cache: tokens a second. `mixtral` has eight experts of which a token takes two, `llama` feed-forward layers twice as wide as an expert.
// `prefill` is a prompt of 256 tokens.
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/mixtral.hpp>

#include <benchmark/benchmark.h>

#include <unistd.h>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace {
using namespace ganymede;

constexpr Index hidden_size = 1024, expert_size = 1792, num_experts = 8, num_experts_per_tok = 2, num_layers = 6, vocab_size = 4096;

struct Stored {
  std::string name;
  std::vector<Index> shape;
};

/// A model with weights at random: [experts or none].
std::filesystem::path write_model(bool experts) {
  const auto path = std::filesystem::temp_directory_path() / ("ganymede_bench_experts_" + std::to_string(::getpid()) + ".gguf");
  const Index F = experts ? expert_size : num_experts_per_tok * expert_size;
  GgufWriter writer;
  writer.add("general.architecture", "llama").add("llama.block_count", std::uint32_t{num_layers});
  writer.add("llama.context_length", 2048U).add("llama.embedding_length", std::uint32_t{hidden_size});
  writer.add("llama.feed_forward_length", static_cast<std::uint32_t>(F)).add("llama.attention.head_count", 16U);
  writer.add("llama.attention.head_count_kv", 4U).add("llama.attention.layer_norm_rms_epsilon", 1e-5F);
  if (experts)
    writer.add("llama.expert_count", std::uint32_t{num_experts}).add("llama.expert_used_count", std::uint32_t{num_experts_per_tok});
  std::vector<Stored> tensors{{"token_embd.weight", {vocab_size, hidden_size}}, {"output_norm.weight", {hidden_size}}};
  for (Index l = 0; l < num_layers; ++l) {
    const std::string layer = "blk." + std::to_string(l) + ".";
    tensors.push_back({layer + "attn_norm.weight", {hidden_size}});
    tensors.push_back({layer + "ffn_norm.weight", {hidden_size}});
    tensors.push_back({layer + "attn_q.weight", {hidden_size, hidden_size}});
    tensors.push_back({layer + "attn_k.weight", {hidden_size / 4, hidden_size}});
    tensors.push_back({layer + "attn_v.weight", {hidden_size / 4, hidden_size}});
    tensors.push_back({layer + "attn_output.weight", {hidden_size, hidden_size}});
    const auto feed_forward = [&](const std::string& name, Index out, Index in) {
      if (experts)
        tensors.push_back({layer + name + "_exps.weight", {num_experts, out, in}});
      else
        tensors.push_back({layer + name + ".weight", {out, in}});
    };
    if (experts) tensors.push_back({layer + "ffn_gate_inp.weight", {num_experts, hidden_size}});
    feed_forward("ffn_gate", F, hidden_size);
    feed_forward("ffn_up", F, hidden_size);
    feed_forward("ffn_down", hidden_size, F);
  }
  const auto is_block = [](const Stored& t) { return t.shape.size() > 1 && t.name.find("gate_inp") == std::string::npos; };
  for (const Stored& t : tensors) writer.tensor(t.name, is_block(t) ? DType::q8_0 : DType::f32, t.shape);
  std::mt19937 random(7);
  writer.write(path, [&](std::size_t i, const GgufWriter::Sink& sink) {
    const Stored& t = tensors[i];
    const Index cols = t.shape.back();
    Index rows = 1;
    for (const Index extent : t.shape) rows *= extent;
    rows /= cols;
    std::vector<float> row(static_cast<std::size_t>(cols));
    for (Index r = 0; r < rows; ++r) {
      for (float& v : row) v = t.shape.size() == 1 ? 1.0F : static_cast<float>(static_cast<int>(random() % 255) - 127) * 0.0005F;
      std::vector<std::byte> stored(row_bytes(is_block(t) ? DType::q8_0 : DType::f32, cols));
      quantize(is_block(t) ? DType::q8_0 : DType::f32, row.data(), stored.data(), cols);
      sink(stored);
    }
  });
  return path;
}

template <class Model>
const Model& model_of(bool experts) {
  static const Model model = [experts] {
    const auto path = write_model(experts);
    Model loaded{Checkpoint(path)};
    std::filesystem::remove(path);
    return loaded;
  }();
  return model;
}

/// Arguments: how many tokens at a time.
template <class Model, bool Experts>
void tokens(benchmark::State& state) {
  const Model& model = model_of<Model>(Experts);
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  std::mt19937 random(3);
  std::vector<TokenId> ids(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    if (sequence.length() + state.range(0) > 512) sequence.truncate(0);
    for (TokenId& id : ids) id = static_cast<TokenId>(random() % vocab_size);
    benchmark::DoNotOptimize(model.forward(Batch{}.add(sequence, ids), workspace).data());
  }
  state.counters["tokens/s"] = benchmark::Counter(double(state.range(0)), benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(tokens<Llama<>, false>)->Name("decode/llama")->Arg(1)->UseRealTime();
BENCHMARK(tokens<Mixtral<>, true>)->Name("decode/mixtral")->Arg(1)->UseRealTime();
BENCHMARK(tokens<Llama<>, false>)->Name("prefill/llama")->Arg(256)->UseRealTime();
BENCHMARK(tokens<Mixtral<>, true>)->Name("prefill/mixtral")->Arg(256)->UseRealTime();
}  // namespace

BENCHMARK_MAIN();
