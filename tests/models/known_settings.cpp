#include <ganymede/io/json.hpp>
#include <ganymede/models/known_settings.hpp>

#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_model.hpp>
#include <ganymede/models/any_translation_model.hpp>

#include "../support/error_of.hpp"
#include "../support/json_patch.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>

using namespace fixture;

namespace {

/// A model of tests/reference/models, or encoders, with another config.json.
class ChangedModel {
 public:
  explicit ChangedModel(const std::string& name, const std::string& kind = "models")
      : home_(std::filesystem::path(GANYMEDE_TEST_DATA) / kind / name), expected_(read_json(home_ / "expected.json")) {
    config = read_json(home_ / "config.json");
    std::filesystem::create_symlink(std::filesystem::absolute(home_ / "model.safetensors"), here_.path() / "model.safetensors");
  }

  Json config;

  /// The log-probabilities of `ids` after the prompt that make_settings_table.py gives it; of an encoder as many logits.
  std::vector<double> log_probabilities(const Json& changed, const std::vector<std::size_t>& ids) const {
    here_.write("config.json", changed.dump());
    const Checkpoint checkpoint(here_.path());
    Workspace workspace;
    if (expected_.contains("texts")) return head_logits(checkpoint, ids.size());
    const auto answer = [&](const auto& model, Sequence sequence, const Json& prompt) {
      const auto tokens = prompt.get<std::vector<TokenId>>();
      const ConstView<float> logits = model.forward(Batch{}.add(sequence, tokens), workspace);
      double sum = 0;
      for (Index i = 0; i < logits.cols(); ++i) sum += std::exp(double(logits(0, i)));
      std::vector<double> found;
      for (const std::size_t id : ids)
        if (static_cast<Index>(id) < logits.cols()) found.push_back(double(logits(0, static_cast<Index>(id))) - std::log(sum));
      return found;
    };
    if (expected_.contains("prompt")) {
      const AnyModel model{checkpoint, {.threads = 1}};
      return answer(model, model.new_sequence({.max_length = static_cast<Index>(expected_["prompt"].size())}), expected_["prompt"]);
    }
    const AnyTranslationModel model{checkpoint, {.threads = 1}};
    const std::vector<std::vector<TokenId>> sources{expected_["sources"][2].get<std::vector<TokenId>>()};
    return answer(model, model.new_sequence(model.encode(sources, workspace).front()), expected_["targets"][2]);
  }

 private:
  std::vector<double> head_logits(const Checkpoint& checkpoint, std::size_t most) const {
    const Json& text = expected_["texts"][0];
    const auto tokens = text["ids"].get<std::vector<TokenId>>();
    const auto types = text.contains("token_types") ? text["token_types"].get<std::vector<TokenId>>() : std::vector<TokenId>();
    const EncoderInput input{tokens, types};
    Workspace workspace;
    const auto model = load_encoder_model(checkpoint, {.threads = 1});
    const ConstView<float> logits = model->logits({&input, 1}, workspace);
    std::vector<double> found;
    for (Index i = 0; i < logits.size() && found.size() < most; ++i) found.push_back(double(logits(i / logits.cols(), i % logits.cols())));
    return found;
  }

  std::filesystem::path home_;
  Json expected_;
  TemporaryFolder here_;
};

bool near(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) { return std::abs(x - y) < 2e-3; });
}

/// Whether an error is about the setting `key`, or about what follows from it.
bool names_setting(const Error& error, const std::string& key) {
  if (key == "model_type") return true;  // another family lacks its own keys
  const std::map<std::string, std::string> by{
      {"num_kv_heads", "num_key_value_heads"}, {"num_attention_heads", "partial_rotary_factor"}, {"max_position_embeddings", "factor"}};
  const auto other = by.find(key);
  return contains(error.what(), key.starts_with("rope_") ? "ro" : key)  // rope_type, and rotary settings, by their own keys
         || (other != by.end() && contains(error.what(), other->second));
}

/// Walks the tables of tests/reference/KIND/settings.json. What is refused although transformers takes it, of the keys of a model's own
/// file, is what `refused_own` says.
void walk_settings(const std::string& kind, const std::map<std::string, std::set<std::string>>& refused_own) {
  for (const Json& table : read_json(std::filesystem::path(GANYMEDE_TEST_DATA) / kind / "settings.json")) {
    const auto name = table.at("model").get<std::string>();
    CAPTURE(name);
    const ChangedModel model(name, kind);
    const auto ids = table.at("ids").get<std::vector<std::size_t>>();
    const auto same = table.at("logits").get<std::vector<double>>();
    REQUIRE(near(model.log_probabilities(model.config, ids), same));
    std::set<std::string> refused;
    for (const Json& entry : table.at("entries")) {
      Json changed = model.config;
      if (entry.contains("drop"))
        for (const Json& key : entry.at("drop")) changed.erase(key.get<std::string>());
      changed.update(entry.at("set"));
      const std::string text = entry.dump(), key = entry.at("set").begin().key();
      CAPTURE(text);
      try {
        const std::vector<double> found = model.log_probabilities(changed, ids);
        CHECK_FALSE(entry.contains("error"));
        CHECK(near(found, entry.contains("logits") ? entry.at("logits").get<std::vector<double>>() : same));
      } catch (const Error& error) {
        if (entry.contains("error")) continue;
        CHECK(names_setting(error, key));
        if (model.config.contains(key)) refused.insert(key);
      }
    }
    const auto listed = [](const std::set<std::string>& keys) {
      std::string all;
      for (const std::string& one : keys) all += one + " ";
      return all;
    };
    REQUIRE(refused_own.contains(name));
    CHECK(listed(refused) == listed(refused_own.at(name)));
  }
}

/// The names of the models in `lines`, "NAME: KEY KEY ...", and their keys.
std::map<std::string, std::set<std::string>> keys_by_model(std::string_view lines) {
  std::map<std::string, std::set<std::string>> all;
  std::istringstream in{std::string(lines)};
  std::string word, name;
  while (in >> word)
    if (word.ends_with(":"))
      all[name = word.substr(0, word.size() - 1)];
    else
      all[name].insert(word);
  return all;
}

}  // namespace

TEST_CASE("every setting that transformers writes does what it does there, or is refused by name") {
  std::map<std::string, std::set<std::string>> refused_own{
      {"gpt2_variants", {"activation_function"}},                                       // mish, tanh, gelu_10
      {"llama_untied_old", {"hidden_act", "max_position_embeddings", "rope_scaling"}},  // 0 positions
      {"mistral_window", {"head_dim", "hidden_act", "max_position_embeddings", "rope_parameters"}},
      {"bart", {"activation_function", "is_decoder", "pad_token_id"}},  // no token has the id -1
      {"mbart", {"activation_function", "is_decoder", "is_encoder_decoder", "pad_token_id"}},
      {"m2m100", {"activation_function", "max_position_embeddings", "is_encoder_decoder", "pad_token_id"}},
      {"marian", {"activation_function", "is_decoder", "is_encoder_decoder", "pad_token_id"}},
      {"pegasus", {"activation_function", "is_decoder", "is_encoder_decoder", "pad_token_id"}},
      {"t5", {"dense_act_fn", "is_decoder", "is_encoder_decoder"}},
      {"mt5", {"dense_act_fn", "is_decoder", "is_encoder_decoder"}},
  };
  // model_type names another family; activations and lengths of 0 are none; scaled rotary positions are refused where they make no sense.
  refused_own.merge(keys_by_model(R"(
qwen2: hidden_act max_position_embeddings model_type rope_parameters sliding_window
bloom: apply_residual_connection_post_layernorm model_type
cohere: hidden_act max_position_embeddings model_type rope_parameters
cohere2: hidden_act max_position_embeddings model_type rope_parameters
cohere_qk_norm: hidden_act max_position_embeddings model_type rope_parameters
falcon_11b: max_position_embeddings model_type
falcon_40b: max_position_embeddings model_type rope_parameters
falcon_7b: max_position_embeddings model_type num_kv_heads num_ln_in_parallel_attn rope_parameters
falcon_alibi: max_position_embeddings model_type num_ln_in_parallel_attn rope_parameters
falcon_rw: max_position_embeddings model_type num_kv_heads num_ln_in_parallel_attn rope_parameters
gemma: hidden_act max_position_embeddings model_type rope_parameters
gemma2: max_position_embeddings model_type rope_parameters
gemma3: attn_logit_softcapping max_position_embeddings model_type rope_parameters use_bidirectional_attention
gemma3_old: attn_logit_softcapping max_position_embeddings model_type rope_scaling use_bidirectional_attention
gemma_old: hidden_act hidden_activation max_position_embeddings model_type rope_scaling
glm: hidden_act max_position_embeddings model_type rope_parameters
glm4: hidden_act max_position_embeddings model_type rope_parameters
gpt_neox: hidden_act max_position_embeddings model_type rope_parameters
gpt_neox_sequential: hidden_act max_position_embeddings model_type rope_parameters
gpt_oss: hidden_act max_position_embeddings model_type rope_parameters
gptj: activation_function model_type
granite: hidden_act max_position_embeddings model_type rope_parameters
lfm2: block_multiple_of max_position_embeddings model_type rope_parameters
lfm2_old: block_use_swiglu max_position_embeddings model_type use_pos_enc
ministral: hidden_act max_position_embeddings model_type rope_parameters
mixtral: head_dim hidden_act max_position_embeddings rope_parameters
mpt_clipped: attn_config expansion_ratio logit_scale model_type no_bias norm_type
olmo: hidden_act max_position_embeddings model_type rope_parameters
olmo2: hidden_act max_position_embeddings model_type rope_parameters
olmo3: hidden_act max_position_embeddings model_type rope_parameters
opt: activation_function model_type
opt_350m: activation_function model_type
phi: hidden_act max_position_embeddings model_type
phi3: hidden_act max_position_embeddings model_type rope_parameters
phi3_longrope: hidden_act max_position_embeddings model_type rope_parameters
qwen2_window: hidden_act max_position_embeddings model_type rope_parameters
qwen2_moe: hidden_act intermediate_size max_position_embeddings rope_parameters use_sliding_window
qwen3: hidden_act max_position_embeddings model_type rope_parameters sliding_window
qwen3_moe: hidden_act max_position_embeddings rope_parameters
smollm3: hidden_act max_position_embeddings model_type no_rope_layer_interval rope_parameters sliding_window
smollm3_window: hidden_act max_position_embeddings model_type no_rope_layer_interval rope_parameters
stablelm: hidden_act max_position_embeddings model_type rope_parameters
stablelm_parallel: hidden_act max_position_embeddings model_type rope_parameters
starcoder2: hidden_act max_position_embeddings model_type rope_parameters)"));
  walk_settings("models", refused_own);
}

TEST_CASE("every setting of an encoder does what it does in transformers, or is refused by name") {
  walk_settings("encoders", keys_by_model(R"(
bert_sequence: hidden_act is_decoder model_type
albert_sequence: hidden_act model_type num_hidden_layers
deberta_v2_absolute: hidden_act model_type pooler_hidden_act pooler_hidden_size
deberta_v2_sequence: hidden_act max_position_embeddings model_type
deberta_v2_tokens: hidden_act model_type norm_rel_ebd pooler_hidden_act pooler_hidden_size
distilbert_sequence: model_type
electra_sequence: hidden_act is_decoder model_type
modernbert_masked: global_attn_every_n_layers local_attention max_position_embeddings model_type
modernbert_sequence: local_attention max_position_embeddings model_type
mpnet_sequence: hidden_act model_type pad_token_id
nomic_bert: hidden_act max_position_embeddings rope_parameters
roberta_masked: hidden_act is_decoder model_type pad_token_id
xlm_roberta_tokens: hidden_act is_decoder model_type pad_token_id)"));
}

TEST_CASE("a setting that nobody knows is refused by name, wherever it stands") {
  const auto refused = [](const std::string& name, const Json& set) {
    ChangedModel model(name);
    model.config = merge_patched(model.config, set);
    return error_of<ConfigError>([&] { model.log_probabilities(model.config, {}); }).key;
  };
  for (const std::string name :
       {"gpt2_variants", "llama_linear", "mistral_window", "marian", "bart", "mbart", "m2m100", "pegasus", "t5", "mt5"})
    CHECK(refused(name, {{"unheard_of", 0}}) == "unheard_of");
  CHECK(refused("llama_linear", {{"rope_parameters", {{"unheard_of", 1}}}}) == "unheard_of");
  CHECK(refused("llama_linear", {{"quantization_config", {{"bits", 4}}}}) == "quantization_config");
  CHECK(refused("llama_linear", {{"partial_rotary_factor", 2}}) == "partial_rotary_factor");
  CHECK(refused("gpt2_variants", {{"n_inner", 0}}) == "n_inner");
  CHECK(refused("gpt2_variants", {{"layer_norm_epsilon", -1}}) == "layer_norm_epsilon");
  CHECK(refused("gpt2_variants", {{"hidden_size", 31}}) == "hidden_size");
  CHECK(refused("mistral_window", {{"sliding_window", 0}}) == "sliding_window");
  CHECK(refused("mistral_window", {{"layer_types", {"full_attention"}}}) == "layer_types");
}

TEST_CASE("settings of published models are taken") {
  const auto taken = [](const std::string& name, const Json& set) {
    ChangedModel model(name);
    model.config = merge_patched(model.config, set);
    CHECK_NOTHROW(model.log_probabilities(model.config, {}));
  };
  const Json old{{"_num_labels", 1},     {"output_past", true},   {"predict_special_tokens", true}, {"pruned_heads", Json::object()},
                 {"torchscript", false}, {"use_bfloat16", false}, {"xla_device", nullptr},          {"gradient_checkpointing", false}};
  const auto and_old = [&old](Json more) { return more.update(old), more; };
  taken("gpt2_variants",
        and_old({{"n_ctx", 1024}, {"summary_type", "cls_index"}, {"task_specific_params", {{"text-generation", {{"do_sample", true}}}}}}));
  taken("llama_untied_old", and_old({{"pretraining_tp", 1},
                                     {"rope_interleaved", false},
                                     {"is_llama_config", true},
                                     {"max_sequence_length", 2048},
                                     {"transformers.js_config", {{"dtype", "q4"}}},
                                     {"unsloth_version", "2024.9"},
                                     {"pad_token_id", -1}}));
  const Json wiring{{"add_bias_logits", false},
                    {"add_final_layer_norm", false},
                    {"normalize_before", true},
                    {"normalize_embedding", true},
                    {"static_position_embeddings", true},
                    {"extra_pos_embeddings", 1},
                    {"classif_dropout", 0.0},
                    {"save_step", 58},
                    {"prefix", " "}};
  for (const std::string name : {"marian", "bart", "mbart", "m2m100", "pegasus"}) taken(name, and_old(wiring));
  taken("bart",
        {{"num_hidden_layers", 1}, {"force_bos_token_to_be_generated", true}, {"student_encoder_layers", nullptr}, {"replacing_rate", 0}});
  // The old spelling laid over the new one, which it outweighs.
  taken("llama_linear", {{"rope_scaling", {{"type", "linear"}, {"factor", 2.5}, {"rope_theta", 5000.0}}}});
  taken("t5", and_old({{"n_positions", 512}, {"tokenizer_class", "T5Tokenizer"}}));
}

TEST_CASE("a head that is called tied but differs is the head; a copy of the embedding is none") {
  const Expected e = expected("llama_untied_old");
  ChangedModel model("llama_untied_old");
  model.config["tie_word_embeddings"] = true;
  const std::vector<std::size_t> ids{0, 5, 130};
  CHECK(model.log_probabilities(model.config, ids) ==
        ChangedModel("llama_untied_old").log_probabilities(read_json(folder("llama_untied_old") / "config.json"), ids));
}

namespace {

/// `model` with other metadata, as a GGUF file. A null takes a key away.
std::filesystem::path rewritten(const Gguf& model, const Json& set, const TemporaryFolder& to) {
  GgufWriter writer;
  model.for_each_value([&](std::string_view key, detail::GgufType type, std::string_view bytes) {
    if (!set.contains(key)) writer.add_raw(key, type, bytes);
  });
  for (const auto& [key, value] : set.items()) {
    if (value.is_string()) writer.add(key, value.get<std::string>());
    if (value.is_boolean()) writer.add(key, value.get<bool>());
    if (value.is_number_float()) writer.add(key, value.get<float>());
    if (value.is_number_integer()) writer.add(key, value.get<std::uint32_t>());
    if (value.is_array()) writer.add_array(key, std::span<const std::int32_t>(value.get<std::vector<std::int32_t>>()));
  }
  for (const StoredTensor& t : model.tensors()) writer.tensor(t.name, t.dtype, t.shape);
  writer.write(to.path() / "model.gguf", [&](std::size_t i, const GgufWriter::Sink& sink) { sink(model.tensors()[i].bytes); });
  return to.path() / "model.gguf";
}

std::vector<float> gguf_logits(const Json& set) {
  const TemporaryFolder here;
  const Checkpoint original = checkpoint("llama_gguf"), changed(rewritten(original.gguf(), set, here));
  return logits_in_pieces(AnyModel{changed, {.threads = 1}}, expected("llama_gguf").prompt, 100);
}

}  // namespace

TEST_CASE("every GGUF setting of the architecture does what it does in llama.cpp, or is refused by name") {
  const std::vector<float> same = gguf_logits(Json::object());
  const auto linear = [](double factor) {
    return gguf_logits({{"llama.rope.scaling.type", "linear"}, {"llama.rope.scaling.factor", factor}});
  };
  CHECK(linear(8) != same);
  CHECK(gguf_logits({{"llama.rope.scaling.factor", 8.0}}) == linear(8));
  CHECK(gguf_logits({{"llama.rope.scale_linear", 8.0}}) == linear(8));
  CHECK(gguf_logits({{"llama.rope.scaling.factor", 8.0}, {"llama.rope.scaling.type", "none"}}) == same);

  const std::set<std::string> read{"attention.head_count",
                                   "attention.head_count_kv",
                                   "attention.key_length",
                                   "attention.value_length",
                                   "attention.layer_norm_rms_epsilon",
                                   "attention.sliding_window",
                                   "block_count",
                                   "context_length",
                                   "embedding_length",
                                   "feed_forward_length",
                                   "rope.dimension_count",
                                   "rope.freq_base",
                                   "rope.scale_linear",
                                   "rope.scaling.factor",
                                   "rope.scaling.type",
                                   "vocab_size"};
  const std::set<std::string> harmless{"rope.scaling.finetuned", "rope.scaling.original_context_length", "rope.scaling.yarn_beta_fast",
                                       "rope.scaling.yarn_beta_slow", "tensor_data_layout"};
  for (const Json& name : read_json(folder("gguf_keys.json"))) {
    const auto key = name.get<std::string>();
    CAPTURE(key);
    if (read.contains(key)) continue;
    for (const Json& value : {Json(3), Json(0.25), Json("text"), Json(std::vector<int>{1, 2})}) {
      if (harmless.contains(key))
        CHECK_NOTHROW(gguf_logits({{"llama." + key, key == "rope.scaling.original_context_length" ? Json(3) : value}}));
      else
        CHECK(error_of<ConfigError>([&] { gguf_logits({{"llama." + key, value}}); }).key == "llama." + key);
    }
  }
  CHECK(error_of<ConfigError>([] { gguf_logits({{"llama.attention.causal", false}}); }).key == "llama.attention.causal");
  CHECK(error_of<ConfigError>([] { gguf_logits({{"llama.unheard_of", Json::array({1})}}); }).key == "llama.unheard_of");
  CHECK(gguf_logits({{"llama.attention.causal", true}, {"llama.expert_count", 0}, {"llama.rope.scaling.attn_factor", 1.0}}) == same);
  // of the file, not of the model
  CHECK(gguf_logits({{"general.unheard_of", 1}, {"quantize.imatrix.entries_count", 3}, {"mistral.rope.scaling.factor", 8.0}}) == same);
}

TEST_CASE("numbers of GGUF that size or index something are checked against it") {
  const auto refused = [](const Json& set) {
    CAPTURE(set.dump());
    CHECK_THROWS_AS(gguf_logits(set), Error);
  };
  for (const char* const key : {"attention.head_count", "attention.head_count_kv", "attention.key_length", "attention.value_length",
                                "block_count", "embedding_length", "feed_forward_length", "rope.dimension_count", "vocab_size"})
    for (const std::uint32_t value : {0U, 3U, 7U, 0x7fffffffU, 0xffffffffU})
      refused({{std::string("llama.") + key, value}});  // a file of 2^31 layers says so before it has one
  for (const char* const key : {"context_length", "rope.freq_base"}) refused({{std::string("llama.") + key, 0}});
  refused({{"llama.attention.head_count_kv", Json::array({1, 1})}});
}

TEST_CASE("whatever numbers a config.json holds, it loads and runs or is an Error") {
  const Json hostile[] = {0,
                          -1,
                          2,
                          0x7fffffff,
                          std::int64_t{1} << 40,
                          std::numeric_limits<std::uint64_t>::max(),
                          0.5,
                          1e300,
                          -1e-300,
                          "x",
                          nullptr,
                          true,
                          Json::array(),
                          Json::object(),
                          Json::array({1, -1})};
  for (const std::string name : {"gpt2_variants", "llama_untied_old", "llama_yarn", "llama_llama3", "mistral_window", "marian", "bart",
                                 "mbart", "m2m100", "pegasus", "t5", "mt5"}) {
    CAPTURE(name);
    const ChangedModel model(name);
    std::size_t loaded = 0;
    for (const std::string& path : leaves(model.config))
      for (const Json& value : hostile) {
        const Json changed = with_value(model.config, path, value);
        const std::string text = path + " = " + value.dump();
        CAPTURE(text);
        try {
          model.log_probabilities(changed, {3});
          ++loaded;
        } catch (const Error&) {}
      }
    CHECK(loaded > 0);
  }
}
