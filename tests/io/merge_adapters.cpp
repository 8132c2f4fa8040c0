#include <ganymede/io/merge_adapters.hpp>

#include <ganymede/models/bert.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>

#include "../support/adapter_fixture.hpp"
#include "../support/error_of.hpp"
#include "../support/json_patch.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

namespace {

template <class Model>
std::vector<float> logits_of(const Model& model, const std::vector<TokenId>& ids) {
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  const auto logits = model.forward(Batch{}.add(sequence, ids, LogitRows::all), workspace);
  return {logits.data(), logits.data() + logits.size()};
}

template <class Model>
void check_adapter(const std::string& name) {
  const AdapterFixture f(name);
  for (const std::string& base : f.bases) {
    CAPTURE(name);
    CAPTURE(base);
    const Model model{base_of(base), {.adapters = {{f.path}}}};
    CHECK(distance(logits_of(model, f.ids), f.logits) < 2e-5);
    const Model without{base_of(base)};
    CHECK(distance(logits_of(without, f.ids), f.logits) > 1e-2);
  }
}

/// A copy of llama_linear with another adapter_config.json, or another weights file.
struct ChangedAdapter {
  TemporaryFolder folder;
  explicit ChangedAdapter(const std::string& patch, const std::string& name = "llama_linear") {
    folder.write("adapter_config.json",
                 merge_patched(read_json(reference("lora") / name / "adapter_config.json"), Json::parse(patch)).dump());
    std::filesystem::copy_file(reference("lora") / name / "adapter_model.safetensors", folder.path() / "adapter_model.safetensors");
  }
  template <class E>
  ErrorDetails error(const std::string& base = "models/llama_gqa") const {
    return error_of<E>([&] { Llama<> model(base_of(base), {.adapters = {{folder.path()}}}); });
  }
};

}  // namespace

TEST_CASE_TEMPLATE("adapters of PEFT and of GGUF files, in Hugging Face folders and GGUF files, give PEFT's logits", T, float, double) {
  for (const char* const name : {"llama_linear", "llama_scaled", "llama_table", "llama_head", "llama_dora", "llama_saved", "llama_bf16",
                                 "llama_untied", "llama_plain_gguf", "llama_table_gguf"})
    check_adapter<Llama<T>>(name);
  for (const char* const name : {"gpt2_conv1d", "gpt2_dora", "gpt2_bias", "gpt2_plain_gguf"}) check_adapter<Gpt2<T>>(name);
}

TEST_CASE("adapters of translation models and classifiers give PEFT's logits") {
  const AdapterFixture m("marian");
  const Marian<> marian{base_of(m.bases[0]), {.adapters = {{m.path}}}};
  Workspace workspace;
  const std::vector<std::vector<TokenId>> sources{m.source}, targets{m.target};
  CHECK(distance(teacher_forced<float>(marian, marian.encode(sources, workspace), targets), m.logits) < 2e-5);

  const AdapterFixture b("bert");
  const Bert<> bert{base_of(b.bases[0]), {.adapters = {{b.path}}}};
  const std::vector<EncoderInput> texts{{b.ids, b.token_types}};
  CHECK(relative_distance(bert.logits(texts, workspace), b.logits) < 2e-5);
}

TEST_CASE("an adapter's scale multiplies what it adds; adapters are merged one after the other") {
  const AdapterFixture f("llama_linear");
  const auto base = base_of("models/llama_gqa");
  const std::vector<float> plain = logits_of(Llama<>(base), f.ids);
  CHECK(logits_of(Llama<>(base, {.adapters = {{f.path, 0}}}), f.ids) == plain);
  CHECK(distance(logits_of(Llama<>(base, {.adapters = {{f.path, 1}, {f.path, -1}}}), f.ids), plain) < 2e-5);
  const std::vector<float> half = logits_of(Llama<>(base, {.adapters = {{f.path, 0.5}}}), f.ids);
  CHECK(distance(half, plain) > 1e-3);
  CHECK(distance(logits_of(Llama<>(base, {.adapters = {{f.path, 0.25}, {f.path, 0.25}}}), f.ids), half) < 2e-5);
  const auto wrong = error_of<InputError>([&] { Llama<>(base, {.adapters = {{f.path, std::numeric_limits<double>::quiet_NaN()}}}); });
  CHECK(wrong.key == "scale");
}

TEST_CASE("what adapters change is f32, of quantised matrices q8_0, unless another type is asked for; the rest stays as stored") {
  const Checkpoint base = base_of("models/llama_q8_0");
  TemporaryFolder folder;
  folder.write("adapter_config.json", R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1})");
  folder.write("adapter_model.safetensors", zeros({{"base_model.model.model.layers.0.mlp.up_proj.lora_A.weight", {1, 64}},
                                                   {"base_model.model.model.layers.0.mlp.up_proj.lora_B.weight", {96, 1}}}));
  const std::vector<Adapter> adapters{{folder.path()}};
  const auto type = [&](std::optional<DType> asked, std::string_view name) {
    return merge_adapters(base, adapters, "model.", asked, *default_executor()).find(name)->dtype;
  };
  CHECK(type({}, "blk.0.ffn_up.weight") == DType::q8_0);
  CHECK(type(DType::q4_0, "blk.0.ffn_up.weight") == DType::f32);
  CHECK(type({}, "blk.1.ffn_up.weight") == DType::q8_0);
  const Checkpoint merged = merge_adapters(base, adapters, "model.", {}, *default_executor());
  const auto before = base.find("blk.0.ffn_up.weight")->bytes, after = merged.find("blk.0.ffn_up.weight")->bytes;
  CHECK(std::ranges::equal(before, after));  // nothing is added, and whole blocks come back as they were
  CHECK(base_of("models/llama_bf16").find("model.layers.0.self_attn.q_proj.weight")->dtype == DType::bf16);
  const AdapterFixture f("llama_bf16");
  const std::vector<Adapter> half{{f.path}};
  const Checkpoint wide = merge_adapters(base_of("models/llama_bf16"), half, "model.", {}, *default_executor());
  CHECK(wide.find("model.layers.0.self_attn.q_proj.weight")->dtype == DType::f32);
  CHECK(wide.find("model.layers.0.self_attn.k_proj.weight")->dtype == DType::bf16);
}

TEST_CASE("folders that another program has quantised are adapted too") {
  for (const char* const name : {"gptq_sym", "awq", "bnb_nf4", "bnb_int8", "ct_int8"}) {
    CAPTURE(name);
    const Checkpoint base = base_of(std::string("quantized/") + name);
    const std::vector<Index> shape = base.find("model.layers.0.mlp.up_proj.weight")->shape;
    TemporaryFolder folder;
    folder.write("adapter_config.json", R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1})");
    folder.write("adapter_model.safetensors", zeros({{"base_model.model.model.layers.0.mlp.up_proj.lora_A.weight", {1, shape[1]}},
                                                     {"base_model.model.model.layers.0.mlp.up_proj.lora_B.weight", {shape[0], 1}}}));
    const std::vector<TokenId> ids{1, 2, 3};
    CHECK(distance(logits_of(Llama<>(base, {.adapters = {{folder.path()}}}), ids), logits_of(Llama<>(base), ids)) < 2e-2);
  }
}

TEST_CASE("a model that is loaded with an adapter may be kept in any type") {
  const AdapterFixture f("llama_linear");
  const Llama<> model{base_of("models/llama_gqa"), {.weights = DType::f16, .adapters = {{f.path}}}};
  CHECK(distance(logits_of(model, f.ids), f.logits) < 5e-3);
}

TEST_CASE("adapters of another base are refused, naming the first tensor that does not fit") {
  const auto load = [](const char* base, const char* adapter) {
    return error_of<TensorError>([&] { Llama<>(base_of(base), {.adapters = {{reference("lora") / adapter}}}); });
  };
  const auto shape = load("models/llama_bf16", "llama_linear");
  CHECK(shape.problem == "an adapter does not fit the model");
  CHECK(shape.key == "model.layers.0.mlp.down_proj.lora_A.weight");
  CHECK(contains(shape.file, "adapter_model.safetensors"));
  const auto name = load("models/llama_gqa", "gpt2_conv1d");
  CHECK(contains(name.problem, "no such module"));
  CHECK(contains(name.key, "transformer.h.0."));
  const auto other =
      error_of<ConfigError>([] { Llama<>(base_of("models/llama_gqa"), {.adapters = {{reference("lora/gpt2_plain_gguf")}}}); });
  CHECK(other.key == "general.architecture");
  CHECK(other.found == "gpt2");
  CHECK(error_of<ConfigError>([] { Llama<>(base_of("models/llama_gguf"), {.adapters = {{reference("lora/gpt2_plain_gguf")}}}); }).found ==
        "gpt2");
  const auto tables = error_of<ConfigError>([] {
    TemporaryFolder folder;
    folder.write("adapter_config.json", R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1})");
    folder.write("adapter_model.safetensors",
                 zeros({{"model.shared.lora_embedding_A", {1, 131}}, {"model.shared.lora_embedding_B", {30, 1}}}));
    Marian<>(base_of("models/marian"), {.adapters = {{folder.path()}}});
  });
  CHECK(tables.key == "model.shared");
}

TEST_CASE("every tensor of an adapter is used, or an error names it") {
  const auto error = [](const std::vector<std::pair<std::string, std::vector<Index>>>& tensors,
                        const char* config = R"({"peft_type": "LORA", "lora_alpha": 2, "r": 2})") {
    TemporaryFolder folder;
    folder.write("adapter_config.json", config);
    folder.write("adapter_model.safetensors", zeros(tensors));
    return error_of<TensorError>([&] { Llama<>(base_of("models/llama_gqa"), {.adapters = {{folder.path()}}}); }).key;
  };
  const std::string q = "base_model.model.model.layers.0.self_attn.q_proj", own = "model.layers.0.self_attn.q_proj";
  const std::pair<std::string, std::vector<Index>> a{q + ".lora_A.default.weight", {2, 60}}, b{q + ".lora_B.weight", {60, 2}};
  CHECK(error({a}) == own);
  CHECK(error({a, b, {"base_model.model.score.weight", {2, 60}}}) == "score.weight");
  CHECK(error({a, b, {q + ".lora_C.weight", {60, 2}}}) == own + ".lora_C.weight");
  CHECK(error({a, b, {q + ".lora_A.weight", {2, 60}}}) == own + ".lora_A.weight");
  CHECK(error({a, b, {q + ".lora_magnitude_vector", {60}}}) == own + ".lora_magnitude_vector");
  CHECK(error({a, b, {q + ".base_layer.bias", {60}}}) == "model.layers.0.self_attn.q_proj.bias");
  CHECK(error({a, {q + ".lora_B.weight", {60, 3}}}) == own + ".lora_B.weight");
  CHECK(error({{q + ".lora_A.weight", {2, 61}}, b}) == own + ".lora_A.weight");
  CHECK(error({a, {q + ".lora_B.weight", {61, 2}}}) == own + ".lora_B.weight");
  CHECK(error({{q + ".lora_A.weight", {2, 60, 1}}, b}) == own + ".lora_A.weight");
  CHECK(error({a, b, {q + ".lora_B.bias", {60}}}, R"({"peft_type": "LORA", "lora_alpha": 2, "r": 2, "lora_bias": true})") ==
        own + ".lora_B.bias");
  CHECK(error({a, b, {q + ".lora_magnitude_vector", {59}}}, R"({"peft_type": "LORA", "lora_alpha": 2, "r": 2, "use_dora": true})") ==
        own + ".lora_magnitude_vector");
}

TEST_CASE("settings of adapters that are not followed are refused by name") {
  CHECK(ChangedAdapter(R"({"peft_type": "LOHA"})").error<ConfigError>().key == "peft_type");
  CHECK(ChangedAdapter(R"({"init_lora_weights": "pissa"})").error<ConfigError>().key == "init_lora_weights");
  CHECK(ChangedAdapter(R"({"layer_replication": [[0, 1], [0, 2]]})").error<ConfigError>().key == "layer_replication");
  CHECK(ChangedAdapter(R"({"rank_pattern": {"k_proj": 3}})").error<TensorError>().expected == "3");
}

TEST_CASE("Weights do not take adapters that nobody has merged") {
  const Checkpoint base = base_of("models/llama_gqa");
  CHECK(error_of<InputError>([&] { Weights(base, "model.", {.adapters = {{"x"}}}); }).key == "adapters");
  CHECK(error_of<InputError>([&] { Weights(base, "model.", {.named_adapters = {{"x", "y"}}}); }).key == "named_adapters");
}
