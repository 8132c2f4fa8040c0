// Folders that transformers saved become GGUF files; the models in them answer as the folders do.
#include <ganymede/app/export_gguf.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/any_model.hpp>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include "../support/error_of.hpp"
#include "../support/json_patch.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {

void write(const Checkpoint& from, const std::filesystem::path& to, DType type) {
  export_gguf<Gpt2Family, LlamaFamily>(from, to, type, {.threads = 2});
}

std::vector<float> logits(const Checkpoint& from, const Expected& e, const LoadOptions& options = {}) {
  if (from.architecture() == "gpt2") return logits_in_pieces(Gpt2<>{from, options}, e.prompt, e.prompt.size());
  return logits_in_pieces(Llama<>{from, options}, e.prompt, e.prompt.size());
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  return relative_distance(view_of(a.data(), 1, static_cast<Index>(a.size())), b);
}

}  // namespace

TEST_CASE("a folder as f32 GGUF gives the folder's logits") {
  const TemporaryFolder temporary;
  for (const std::string name : {"gpt2", "llama_gqa", "llama_untied_old", "llama_bf16", "llama_f16_sharded", "llama_linear", "llama_yarn",
                                 "llama_llama3", "llama_llama3_old", "mistral_window", "llama_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const auto path = temporary.path() / (name + ".gguf");
    write(checkpoint(name), path, DType::f32);
    const Checkpoint written(path);
    CHECK(written.is_gguf());
    CHECK(distance(logits(written, e), e.logits) < 2e-5);
    CHECK(distance(logits(written, e), logits(checkpoint(name), e, {.weights = DType::f32})) < 2e-5);
    CHECK(std::ranges::all_of(written.tensors(), [](const StoredTensor& t) { return t.dtype == DType::f32; }));
  }
}

namespace {

/// Whether the logits of the folder as f32 GGUF are the folder's, bit for bit.
bool same_as_gguf(const Checkpoint& folder, const std::string& name) {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "out.gguf";
  export_gguf(folder, path, DType::f32, {.threads = 1});
  const Expected e = expected(name);
  const auto all = [&](const Checkpoint& from) {
    return logits_in_pieces(AnyModel{from, {.weights = DType::f32, .threads = 1}}, e.prompt, e.prompt.size());
  };
  const Checkpoint written(path);
  return written.is_gguf() && all(written) == all(folder);
}

/// The fixture `name` with these settings.
Checkpoint changed(const std::string& name, const Json& settings, const TemporaryFolder& here) {
  std::filesystem::create_symlink(std::filesystem::absolute(folder(name) / "model.safetensors"), here.path() / "model.safetensors");
  here.write("config.json", merge_patched(read_json(folder(name) / "config.json"), settings).dump());
  return Checkpoint(here.path());
}

}  // namespace

TEST_CASE("of every family that llama.cpp has, a folder as f32 GGUF gives the folder's logits, bit for bit") {
  for (const std::string name : {"bloom",
                                 "bloom_f16",
                                 "cohere",
                                 "cohere_qk_norm",
                                 "cohere2_fourth",
                                 "gemma",
                                 "gemma_old",
                                 "glm",
                                 "glm4",
                                 "gpt_neox",
                                 "gpt_neox_sequential",
                                 "granite",
                                 "granite_bias",
                                 "mixtral",
                                 "mpt",
                                 "olmo",
                                 "olmo_bias",
                                 "olmo2",
                                 "phi",
                                 "phi3",
                                 "qwen2",
                                 "qwen2_moe",
                                 "qwen3",
                                 "smollm3_fourth",
                                 "stablelm",

                                 "starcoder2",
                                 "starcoder2_plain"}) {
    CAPTURE(name);
    try {
      CHECK(same_as_gguf(checkpoint(name), name));
    } catch (const Error& error) {
      FAIL_CHECK(std::string(error.what()));
    }
  }
  for (const std::string name : {"gemma2", "gemma3"}) {
    CAPTURE(name);
    const TemporaryFolder here;
    CHECK(same_as_gguf(changed(name, {{"query_pre_attn_scalar", 8}}, here), name));
  }
}

TEST_CASE("what no GGUF file can say of a family is refused by its key") {
  const TemporaryFolder temporary;
  const auto key = [&](const std::string& name) {
    CAPTURE(name);
    return error_of<Error>([&] { export_gguf(checkpoint(name), temporary.path() / "out.gguf", DType::f32, {.threads = 1}); }).key;
  };
  for (const char* const name : {"falcon_7b", "gptj", "opt", "olmo3", "minicpm"}) CHECK(key(name) == "model_type");
  for (const char* const name : {"gemma2", "gemma2_plain", "gemma3"}) CHECK(key(name) == "query_pre_attn_scalar");
  CHECK(key("cohere2") == "sliding_window_pattern");
  CHECK(key("lfm2") == "conv_bias");
  CHECK(key("phi3_longrope") == "rope_type");
  CHECK(key("qwen3_moe") == "mlp_only_layers");
  CHECK(key("smollm3") == "no_rope_layers");
  CHECK(key("stablelm_parallel").ends_with("_layernorm.norms.0.weight"));  // a norm of each head's own
  CHECK_FALSE(exists(temporary.path() / "out.gguf"));
}

TEST_CASE("an element type in the file gives what the same type at load gives") {
  const TemporaryFolder temporary;
  for (const std::string name : {"gpt2", "llama_gqa", "llama_q8_0"})
    for (const DType type : {DType::f16, DType::bf16, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1}) {
      CAPTURE(name);
      const std::string_view dtype = ganymede::name(type);
      CAPTURE(dtype);
      const Expected e = expected(name);
      const auto path = temporary.path() / "out.gguf";
      write(checkpoint(name), path, type);
      const Checkpoint written(path);
      // Rows of 60 and 100 values are no whole blocks and stay f32; the q8_0 head alone tells the file from the options of a load.
      const bool head_differs = name == "llama_q8_0" && is_quantized(type) && type != DType::q8_0;
      const bool positions_differ = name == "gpt2" && !is_quantized(type);  // f32 in the file
      if (!head_differs && !positions_differ) CHECK(distance(logits(written, e), logits(checkpoint(name), e, {.weights = type})) < 2e-5);
      CHECK(distance(logits(written, e), e.logits) < (type == DType::f16 ? 4e-3 : type == DType::q8_0 ? 0.05 : 0.5));
      for (const StoredTensor& t : written.tensors()) {
        CAPTURE(t.name);
        const bool stays = t.shape.size() < 2 || t.name == "position_embd.weight" || t.shape.back() % block_shape(type).values != 0;
        const bool head = head_differs && t.name == "token_embd.weight" && written.find("output.weight") == nullptr;
        const bool output = head_differs && t.name == "output.weight";
        CHECK(t.dtype == (stays ? DType::f32 : head || output ? DType::q8_0 : type));
      }
    }
}

TEST_CASE("from a GGUF file all metadata is copied, and tensors of the same type are the same bytes") {
  const TemporaryFolder temporary;
  const Checkpoint source = checkpoint("llama_q8_0");
  const auto path = temporary.path() / "out.gguf";
  write(source, path, DType::q8_0);
  const Checkpoint written(path);
  Json metadata = written.gguf().metadata();
  CHECK(metadata["general.file_type"] == 7);
  CHECK(metadata["general.quantization_version"] == 2);
  metadata.erase("general.file_type");
  metadata.erase("general.quantization_version");
  Json before = source.gguf().metadata();
  before.erase("general.file_type");
  before.erase("general.quantization_version");
  CHECK(metadata == before);
  REQUIRE(written.tensors().size() == source.tensors().size());
  for (const StoredTensor& t : source.tensors()) CHECK(std::ranges::equal(written.find(t.name)->bytes, t.bytes));
}

TEST_CASE("what GGUF cannot say, and what would be lost, is refused") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "out.gguf";
  CHECK(error_of<ConfigError>([&] { write(checkpoint("gpt2_variants"), path, DType::f32); }).key == "activation_function");
  CHECK(error_of<ConfigError>([&] { write(checkpoint("llama_dynamic"), path, DType::f32); }).key == "rope_type");
  error_of<ConfigError>([&] { export_gguf<Gpt2Family>(checkpoint("llama_gqa"), path, DType::f32); });
  CHECK(contains(error_of<InputError>([&] { write(checkpoint("llama_gqa"), path, DType::q4_k); }).problem, "q4_k"));
  CHECK_FALSE(exists(path));

  std::filesystem::copy_file(folder("llama_gguf") / "model.gguf", path);
  const auto size = file_size(path);
  CHECK(contains(error_of<InputError>([&] { write(Checkpoint(path), path, DType::q8_0); }).problem, "is read"));
  CHECK(file_size(path) == size);
  std::filesystem::copy(folder("llama_gqa"), temporary.path() / "folder");
  CHECK(contains(error_of<InputError>([&] {
                   write(Checkpoint(temporary.path() / "folder"), temporary.path() / "folder" / "model.safetensors", DType::f32);
                 }).problem,
                 "is read"));
  write(Checkpoint(temporary.path() / "folder"), temporary.path() / "folder" / "model.gguf", DType::f32);
  write(Checkpoint(temporary.path() / "folder" / "model.gguf"), path, DType::f16);  // over an older file
  CHECK(file_size(path) < size);
}

TEST_CASE("a folder that is gone, or whose files are links to nowhere, is a typed error") {
  const TemporaryFolder temporary;
  const auto copy = temporary.path() / "folder";
  std::filesystem::copy(folder("llama_gqa"), copy);
  std::filesystem::remove(copy / "tokenizer.json");
  std::filesystem::create_symlink("tokenizer.json", copy / "tokenizer.json");  // to itself
  CHECK_FALSE(error_of<Error>([&] { write(Checkpoint(copy), temporary.path() / "out.gguf", DType::f32); }).file.empty());
  const Checkpoint checkpoint(copy);
  std::filesystem::remove_all(copy);
  CHECK(error_of<FileError>([&] { write(checkpoint, temporary.path() / "out.gguf", DType::f32); }).file == copy.string());
  CHECK_FALSE(exists(temporary.path() / "out.gguf"));
}

TEST_CASE("weights that the type cannot stand for are refused by name, and no file appears") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "out.gguf", whole = temporary.path() / "whole.gguf";
  write(checkpoint("llama_q8_0"), whole, DType::f32);
  std::string bytes;
  {
    std::ifstream file(whole, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  const Checkpoint spoilt(as_bytes(bytes), "spoilt.gguf");
  const std::string_view name = "blk.1.ffn_gate.weight";
  const auto at = reinterpret_cast<const char*>(spoilt.find(name)->bytes.data()) - bytes.data() + 4 * 70;
  for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e20f}) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
    for (const DType type : {DType::q8_0, DType::q4_0, DType::q5_1}) {
      const ErrorDetails details = error_of<TensorError>([&] { write(spoilt, path, type); });
      CHECK(details.file == "spoilt.gguf");
      CHECK(details.key == name);
    }
    CHECK_FALSE(exists(path));
  }
  CHECK(contains(error_of<TensorError>([&] { write(spoilt, path, DType::f16); }).problem, "too large for f16"));
}

TEST_CASE("a table's offsets, stacks and experts are written as they are read") {
  using Rows = TensorName::Rows;
  using Part = TensorName::Part;
  static constexpr TensorName names[] = {{"embed_tokens", "token_embd"},
                                         {"layers.{}.norm", "blk.{}.norm", Rows::alike, Part::whole, 1.0},
                                         {"layers.{}.q_proj", "blk.{}.qkv", Rows::rotary_pairs, Part::first},
                                         {"layers.{}.k_proj", "blk.{}.qkv", Rows::rotary_pairs, Part::middle},
                                         {"layers.{}.v_proj", "blk.{}.qkv", Rows::alike, Part::last},
                                         {"layers.{}.experts.{}.up_proj", "blk.{}.up_exps", Rows::alike, Part::numbered}};
  static constexpr GgufArchitecture made_up{.name = "made_up", .model_types = {}, .settings = {}, .tensors = names};
  // v before q: the order of the file is the table's, not the folder's.
  const std::vector<std::pair<std::string, std::vector<Index>>> tensors{{"embed_tokens.weight", {5, 2}},
                                                                        {"layers.0.v_proj.weight", {4, 2}},
                                                                        {"layers.0.q_proj.weight", {8, 2}},
                                                                        {"layers.0.k_proj.weight", {4, 2}},
                                                                        {"layers.0.experts.1.up_proj.weight", {3, 2}},
                                                                        {"layers.0.experts.0.up_proj.weight", {3, 2}},
                                                                        {"layers.0.norm.weight", {2}},
                                                                        {"layers.0.q_proj.bias", {8}},
                                                                        {"layers.0.k_proj.bias", {4}},
                                                                        {"layers.0.v_proj.bias", {4}}};
  const auto elements = [](const std::vector<Index>& shape) {
    Index n = 1;
    for (const Index extent : shape) n *= extent;
    return n;
  };
  const auto value = [](std::size_t tensor, Index i) { return static_cast<float>(100 * tensor) + static_cast<float>(i); };
  const TemporaryFolder temporary;
  Json header;
  std::string bytes;
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const std::size_t begin = bytes.size();
    for (Index i = 0; i < elements(tensors[t].second); ++i) bytes += raw(value(t, i));
    header[tensors[t].first] = {{"dtype", "F32"}, {"shape", tensors[t].second}, {"data_offsets", {begin, bytes.size()}}};
  }
  temporary.write("model.safetensors", raw(static_cast<std::uint64_t>(header.dump().size())) + header.dump() + bytes);
  temporary.write("config.json", R"({"model_type": "made_up"})");
  const Checkpoint folder(temporary.path());
  const Settings settings(Json{{"tie_word_embeddings", true}, {"head_dim", 4}, {"num_hidden_layers", 1}, {"num_experts", 2}}, "f");
  const auto exported = [&] { return detail::exported_by_name(folder, made_up, {settings, {}}, "", {}, DType::f32); };

  GgufWriter writer;
  writer.add("general.architecture", std::string_view("made_up")).add("made_up.head_dim", std::uint32_t{4});
  const std::vector<detail::ExportedTensor> out = exported();
  for (const detail::ExportedTensor& t : out) writer.tensor(t.name, t.dtype, t.shape);
  writer.write(temporary.path() / "out.gguf",
               [&](std::size_t i, const GgufWriter::Sink& sink) { detail::write_tensor(out[i], folder, *default_executor(), sink); });
  const Checkpoint written(temporary.path() / "out.gguf");
  CHECK(written.find("blk.0.qkv.weight")->shape == std::vector<Index>{16, 2});
  CHECK(written.find("blk.0.up_exps.weight")->shape == std::vector<Index>{2, 3, 2});
  CHECK(written.tensors().size() == 5);

  const Weights weights(written, names, "");
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const std::string name = tensors[t].first;
    const std::vector<Index> shape = tensors[t].second;
    CAPTURE(name);
    const std::size_t dot = name.rfind('.');
    const Weights place = weights / name.substr(0, dot);
    const StoredTensor& found = place.tensor(name.substr(dot + 1), shape);
    const WeightLayout layout = place.layout();
    const Index cols = shape.size() == 2 ? shape[1] : 1;
    for (Index i = 0; i < elements(shape); ++i) {
      float is = 0;
      const Index row = layout.order ? layout.order(i / cols) : i / cols;
      std::memcpy(&is, found.bytes.data() + static_cast<std::size_t>(row * cols + i % cols) * sizeof is, sizeof is);
      CHECK(is == value(t, i) + (name == "layers.0.norm.weight" ? 1.0f : 0.0f));
    }
  }
  CHECK_NOTHROW(weights.require_all_used({}));
  CHECK((weights / "layers" / Index{0} / "norm").vector<float>("weight", 2, 1) == std::vector<float>{601, 602});

  static constexpr TensorName more[] = {{"layers.{}.experts.{}.down_proj", "blk.{}.down_exps", Rows::alike, Part::numbered}};
  const auto missing = [&](std::span<const TensorName> table) {
    const GgufArchitecture other{.name = "made_up", .model_types = {}, .settings = {}, .tensors = table};
    const std::string_view ignored[] = {"*weight", "*bias"};
    return error_of<TensorError>([&] { detail::exported_by_name(folder, other, {settings, {}}, "", ignored, DType::f32); }).key;
  };
  CHECK(missing(more) == "layers.0.experts.0.down_proj.weight");
}
