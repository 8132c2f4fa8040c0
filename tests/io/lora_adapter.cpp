// Adapters: tests/reference/adapters/make_adapters.py, which PEFT wrote and computed with.
#include <ganymede/io/lora_adapter.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/json.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>

#include <cmath>
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
  return error_of<Error>([&] { detail::LoraAdapter(Adapter{place.path()}); }).key;
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
          detail::LoraAdapter(Adapter{adapter("plain"), INFINITY});
        }).problem == "the scale of an adapter is not finite");
  CHECK(refused("plain", {{"peft_type", "LOHA"}}) == "peft_type");
  CHECK(refused("plain", {{"bias", "all"}}) == "bias");
  CHECK(refused("plain", {{"init_lora_weights", "pissa"}}) == "init_lora_weights");
  CHECK(refused("plain", {{"modules_to_save", {"lm_head"}}}) == "modules_to_save");
  CHECK(refused("plain", {{"lora_bias", true}}) == "lora_bias");
  CHECK(refused("plain", {{"unheard_of", 1}}) == "unheard_of");
  CHECK(refused("plain", {{"rank_pattern", {{".*_proj", 3}}}}) == "rank_pattern or alpha_pattern");
  CHECK(contains(refused("plain", {{"r", 4}}), "lora_A"));
  CHECK(contains(refused("plain", {{"use_dora", true}}), "lora_magnitude_vector"));
  CHECK(contains(refused("dora", {{"use_dora", false}}), "lora_magnitude_vector"));
  CHECK(refused("plain", {{"lora_alpha", nullptr}}) == "lora_alpha");
}

TEST_CASE("patterns of ranks and alphas are names of modules, or how names end") {
  using detail::fits_adapter_pattern;
  CHECK(fits_adapter_pattern("q_proj", "model.layers.0.self_attn.q_proj", ""));
  CHECK(fits_adapter_pattern("0.self_attn.q_proj", "model.layers.0.self_attn.q_proj", ""));
  CHECK(fits_adapter_pattern("^q_proj", "q_proj", ""));
  CHECK(fits_adapter_pattern("self_attn\\.q_proj", "self_attn.q_proj", ""));
  CHECK_FALSE(fits_adapter_pattern("proj", "model.layers.0.self_attn.q_proj", ""));
  CHECK_FALSE(fits_adapter_pattern("^q_proj", "a.q_proj", ""));
  CHECK_THROWS_AS(fits_adapter_pattern("q|v", "q", ""), ConfigError);
}

TEST_CASE("a row of W + s B A, and its length where an adapter has one") {
  const LowRankUpdate update{.rank = 2, .a = {1, 0, 0, 1}, .b = {3, 4, 0, 0}, .scale = 2};
  float row[] = {1, -1};
  update.add_to(0, row, 2);
  CHECK(row[0] == 7);
  CHECK(row[1] == 7);
  LowRankUpdate lengths = update;
  lengths.magnitude = {10, 1};
  float other[] = {0, 0}, zeros[] = {0, 0};
  lengths.add_to(0, other, 2);  // 6, 8 is of length 10
  CHECK(other[0] == 6);
  CHECK(other[1] == 8);
  CHECK_THROWS_AS(lengths.add_to(1, zeros, 2), TensorError);
}
