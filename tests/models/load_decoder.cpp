// Families that are not in include/ride on the loader of those that are.
#include <ganymede/models/load_decoder.hpp>

#include <ganymede/blocks/parallel.hpp>
#include <ganymede/blocks/pre_norm.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {

/// Qwen2 (Yang et al. 2024): Llama with biases of q, k and v alone.
struct LlamaAsQwen2 : LlamaFamily {
  static constexpr std::string_view model_types[] = {"qwen2"};
  static constexpr KnownSettings known_settings[] = {{"use_sliding_window", "no window", "false"},
                                                     {"sliding_window max_window_layers layer_types", "of windows"}};
  template <Scalar T>
  static LlamaDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const DecoderConfig c(checkpoint, {.max_position_embeddings = 32768, .attention_bias = true, .attention_output_bias = false});
    return load_decoder<LlamaDecoder<T>>(weights, c);
  }
};

}  // namespace

TEST_CASE("Qwen2 out of Llama's parts gives the logits of transformers") {
  const Expected e = expected("qwen2");
  const auto model = load_family<LlamaAsQwen2, float>(checkpoint("qwen2"), {});
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  CHECK(relative_distance(model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace), e.logits) < 2e-5);
  CHECK(greedy(model, e) == e.greedy);
}

TEST_CASE("a fixed activation stays what it is, whatever the config says") {
  using Fixed = DecoderOnly<float, PreNormBlock<RmsNorm<float>, Attention<float, Rope<float>>, GatedMlp<float, Silu>>, RmsNorm<float>>;
  const Expected e = expected("llama_gqa");
  const Checkpoint from = checkpoint("llama_gqa");
  CHECK(greedy(load_decoder<Fixed>(weights_of<LlamaFamily>(from), LlamaConfig(from)), e) == e.greedy);
}

TEST_CASE("a parallel block takes the one norm that it has") {
  using Parallel = DecoderOnly<float, ParallelBlock<RmsNorm<float>, Attention<float, Rope<float>>, GatedMlp<float, Silu>>, RmsNorm<float>>;
  const Checkpoint from = checkpoint("llama_gqa");
  const Weights weights = weights_of<LlamaFamily>(from);
  const Parallel model = load_decoder<Parallel>(weights, LlamaConfig(from));
  CHECK(model.layers.size() == 2);
  CHECK_THROWS_WITH_AS(weights.require_all_used(LlamaFamily::ignored), doctest::Contains("post_attention_layernorm"), TensorError);
  const Expected e = expected("llama_gqa");
  CHECK(greedy(model, e) != e.greedy);  // another wiring of the same weights is another model
}

TEST_CASE("a decoder without a tensor that its config asks for is refused by the tensor's name") {
  const Checkpoint from = checkpoint("llama_gqa");
  LlamaConfig config(from);
  config.attention_bias = true;
  const auto load = [&] { load_decoder<LlamaDecoder<float>>(weights_of<LlamaFamily>(from), config); };
  CHECK(error_of<TensorError>(load).key == "model.layers.0.self_attn.q_proj.bias");
}

TEST_CASE("norms of heads and of what layers give are loaded where they have names") {
  const Checkpoint from = checkpoint("llama_gqa");
  const LlamaConfig config(from);
  REQUIRE(config.attention.hidden_size % config.attention.head_dim == 0);
  const auto load = [&](const DecoderNames& names) {
    return load_decoder<StockDecoder<float>>(weights_of<LlamaFamily>(from), config, names);
  };
  const auto plain = load({}), sandwich = load({.self_attn_output_norm = "post_attention_layernorm", .mlp_output_norm = "input_layernorm"});
  CHECK(plain.layers[1].self_attn_output_norm.is_none());
  CHECK(plain.layers[1].self_attn.q_norm.is_none());
  CHECK(sandwich.layers[1].self_attn_output_norm.weight == plain.layers[1].mlp_norm.weight);
  CHECK(sandwich.layers[1].mlp_output_norm.weight == plain.layers[1].self_attn_norm.weight);
  const Expected e = expected("llama_gqa");
  CHECK(greedy(plain, e) == e.greedy);
  CHECK(greedy(sandwich, e) != e.greedy);
  const auto heads = [&] { load({.q_norm = "input_layernorm", .k_norm = "input_layernorm"}); };  // of the model's width, not a head's
  CHECK(error_of<TensorError>(heads).expected == "[" + std::to_string(config.attention.head_dim) + "]");
}

TEST_CASE("a layer without rotary positions, and logits that are scaled") {
  const Checkpoint from = checkpoint("llama_gqa");
  const Expected e = expected("llama_gqa");
  LlamaConfig config(from);
  const auto logits = [&] {
    const auto model = load_decoder<StockDecoder<float>>(weights_of<LlamaFamily>(from), config);
    return logits_in_pieces(model, e.prompt, e.prompt.size());
  };
  const std::vector<float> plain = logits();
  config.logit_scale = 0.5;
  std::vector<float> halved = logits();
  for (float& value : halved) value *= 2;
  CHECK(halved == plain);
  config.logit_scale = 1;
  config.rotary_layers = {true, true};
  CHECK(logits() == plain);
  config.rotary_layers = {true, false};
  CHECK(logits() != plain);
}
