// Adapters: tests/reference/adapters/make_adapters.py, which PEFT wrote and computed with.
#include <ganymede/io/lora_adapter.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/json.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "support/error_of.hpp"
#include "support/json_patch.hpp"
#include "support/model_files.hpp"
#include "support/model_fixture.hpp"
#include "support/read_binary.hpp"

using namespace ganymede;

namespace {

const std::filesystem::path data = GANYMEDE_TEST_DATA;
std::filesystem::path adapter(const std::string& name) { return data / "adapters" / name; }

/// How far a model with adapters is from `logits`, of its own prompt.
template <class Model>
double adapted(const std::filesystem::path& base, std::vector<Adapter> adapters, const std::string& logits,
               std::optional<DType> weights = {}) {
  const auto folder = base.extension() == ".gguf" ? base.parent_path() : base;
  const auto prompt = read_json(folder / "expected.json").at("prompt").template get<std::vector<TokenId>>();
  const Model model{Checkpoint(base), LoadOptions{.weights = weights, .adapters = std::move(adapters)}};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  const auto found = model.forward(Batch{}.add(sequence, prompt, LogitRows::all), workspace);
  return fixture::relative_distance(found, read_binary<float>((data / logits / "logits.f32").string()));
}

const std::filesystem::path llama = data / "models/llama_gqa", llama_gguf = data / "models/llama_gguf/model.gguf";

/// The key of the error for an adapter with other settings.
std::string refused(const std::string& name, const Json& change) {
  const TemporaryFolder place;
  std::filesystem::create_symlink(std::filesystem::absolute(adapter(name) / "adapter_model.safetensors"),
                                  place.path() / "adapter_model.safetensors");
  std::ofstream(place.path() / "adapter_config.json")
      << fixture::merge_patched(read_json(adapter(name) / "adapter_config.json"), change).dump();
  return error_of<Error>([&] { detail::open_lora_adapter(place.path()); }).key;
}

}  // namespace

TEST_CASE_TEMPLATE("adapters that are merged give the logits of PEFT, in whichever of the two formats", T, float, double) {
  for (const std::string name : {"plain", "patterns", "dora"})
    for (const auto& base : {llama, llama_gguf}) {
      CAPTURE(name);
      CAPTURE(base);
      CHECK(adapted<Llama<T>>(base, {{adapter(name)}}, "adapters/" + name) < 2e-5);
    }
  for (const auto& base : {llama, llama_gguf}) CHECK(adapted<Llama<T>>(base, {{adapter("plain.gguf")}}, "adapters/plain") < 2e-5);
  CHECK(adapted<Gpt2<T>>(data / "models/gpt2", {{adapter("gpt2")}}, "adapters/gpt2") < 2e-5);
}

TEST_CASE("adapters add up, by their scales") {
  CHECK(adapted<Llama<>>(llama, {{adapter("plain"), 0.25}, {adapter("plain.gguf"), 0.75}}, "adapters/plain") < 2e-5);
  CHECK(adapted<Llama<>>(llama, {{adapter("plain"), 0.0}}, "models/llama_gqa") < 2e-5);
  CHECK(adapted<Llama<>>(llama, {{adapter("plain"), 0.5}}, "adapters/plain") > 1e-2);
  CHECK(adapted<Llama<>>(llama, {}, "adapters/plain") > 1e-2);
}

TEST_CASE("matrices that were quantised become q8_0 with what is added; other types are made of the sum") {
  const auto base = data / "quantized/ct_pack4";
  CHECK(adapted<Llama<>>(base, {{adapter("over_quantised")}}, "adapters/over_quantised") < 0.03);
  CHECK(adapted<Llama<double>>(base, {{adapter("over_quantised")}}, "adapters/over_quantised") < 0.02);
  CHECK(adapted<Llama<>>(base, {{adapter("over_quantised")}}, "adapters/over_quantised", DType::f32) < 2e-5);
}

TEST_CASE("adapters that do not fit are refused by name") {
  const auto load = [](const std::filesystem::path& base, const std::filesystem::path& path) {
    return error_of<Error>([&] { Llama<>{Checkpoint(base), LoadOptions{.adapters = {{path}}}}; });
  };
  CHECK(load(llama, adapter("over_quantised")).problem == "an adapter does not fit the model");
  CHECK(contains(load(llama, adapter("gpt2")).key, "c_attn"));
  CHECK(contains(load(llama, adapter("nowhere")).file, "nowhere"));
  CHECK(load(llama, llama_gguf).key == "general.type");
  CHECK(error_of<InputError>([] {
          Llama<>{Checkpoint(llama), LoadOptions{.adapters = {{adapter("plain"), INFINITY}}}};
        }).problem == "the scale of an adapter is not finite");
  CHECK(refused("plain", {{"peft_type", "LOHA"}}) == "peft_type");
  CHECK(refused("plain", {{"bias", "some"}}) == "bias");
  CHECK(refused("plain", {{"init_lora_weights", "pissa"}}) == "init_lora_weights");
  CHECK(refused("plain", {{"modules_to_save", {"lm_head"}}}) == "modules_to_save");
  CHECK(refused("plain", {{"lora_bias", true}}) == "lora_bias");
  CHECK(refused("plain", {{"unheard_of", 1}}) == "unheard_of");
  CHECK(refused("plain", {{"rank_pattern", {{".*_proj", 3}}}}) == "rank_pattern");
  CHECK(contains(refused("plain", {{"r", 4}}), "lora_A"));
  CHECK(contains(refused("plain", {{"use_dora", true}}), "lora_magnitude_vector"));
  CHECK(contains(refused("dora", {{"use_dora", false}}), "lora_magnitude_vector"));
  CHECK(refused("plain", {{"lora_alpha", nullptr}}) == "lora_alpha");
}

namespace {

GgufFile gguf_adapter(const char* type = "adapter", const char* kind = "lora") {
  GgufFile file;
  file.string("general.architecture", "llama").string("general.type", type).string("adapter.type", kind);
  return file;
}
GgufFile& with_alpha(GgufFile& file, float alpha) { return file.value("adapter.lora.alpha", 6, raw(alpha)); }

}  // namespace

TEST_CASE("GGUF adapters: alpha over the rank, 0 stands for 1") {
  for (const float alpha : {6.0F, 0.0F}) {
    GgufFile file = gguf_adapter();
    with_alpha(file, alpha).tensor("blk.0.attn_q.weight.lora_a", {4, 2}, 0, std::string(32, '\0'));
    file.tensor("blk.0.attn_q.weight.lora_b", {2, 3}, 0, std::string(24, '\0'));
    const std::string bytes = file.bytes();
    const detail::LoraAdapter adapter = detail::read_gguf_adapter(as_bytes(bytes), "a.gguf");
    CHECK(adapter.architecture == "llama");
    REQUIRE(adapter.modules.size() == 1);
    CHECK(adapter.modules[0].name == "blk.0.attn_q");
    CHECK(adapter.modules[0].scale == (alpha == 0 ? 1.0 : 3.0));
    CHECK(adapter.modules[0].a->shape == std::vector<Index>{2, 4});
  }
}

TEST_CASE("GGUF files that are no LoRA adapters, or more than one, are refused by key") {
  const auto key = [](GgufFile file) {
    const std::string bytes = file.bytes();
    return error_of<Error>([&] { detail::read_gguf_adapter(as_bytes(bytes), "a.gguf"); }).key;
  };
  CHECK(key(gguf_adapter("model")) == "general.type");
  CHECK(key(gguf_adapter("adapter", "control_vector")) == "adapter.type");
  CHECK(key(gguf_adapter()) == "adapter.lora.alpha");
  GgufFile later = gguf_adapter();
  with_alpha(later, 1).u32("adapter.alora.invocation_tokens", 1);
  CHECK(key(later) == "adapter.alora.invocation_tokens");
  GgufFile half = gguf_adapter();
  with_alpha(half, 1).tensor("blk.0.attn_q.weight.lora_a", {4, 2}, 0, std::string(32, '\0'));
  CHECK(key(half) == "blk.0.attn_q");
}

TEST_CASE("paths that hold no adapter are refused for what they are") {
  TemporaryFolder folder;
  CHECK(error_of<FileError>([&] { detail::open_lora_adapter(folder.path()); }).expected == "adapter_config.json");
  CHECK_THROWS_AS(detail::open_lora_adapter(folder.path() / "none"), FileError);
  folder.write("adapter_config.json", "{}");
  CHECK(contains(error_of<FileError>([&] { detail::open_lora_adapter(folder.path()); }).problem, "no weights"));
  folder.write("adapter_model.bin", "PK");
  CHECK(contains(error_of<FileError>([&] { detail::open_lora_adapter(folder.path()); }).problem, "adapter_model.bin"));
  CHECK(contains(error_of<FormatError>([&] { detail::open_lora_adapter(folder.path() / "adapter_model.bin"); }).problem, "neither"));
  folder.write("adapter_model.safetensors", safetensors_file("{}", ""));
  CHECK(error_of<ConfigError>([&] { detail::open_lora_adapter(folder.path()); }).key == "peft_type");
}
