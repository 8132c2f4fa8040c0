#pragma once
// The bodies of reranker_base.hpp.

#include <ganymede/app/reranker_base.hpp>

#include <ganymede/app/module_settings.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>

#include <algorithm>
#include <cmath>

namespace ganymede::inline v0 {

namespace detail {

inline CrossEncoderActivation cross_encoder_activation(const std::string& name, const std::string& file, const std::string& key) {
  if (name == "torch.nn.modules.linear.Identity") return CrossEncoderActivation::identity;
  if (name == "torch.nn.modules.activation.Sigmoid") return CrossEncoderActivation::sigmoid;
  if (name == "torch.nn.modules.activation.Tanh") return CrossEncoderActivation::tanh;
  throw ConfigError{{.problem = "activation is not supported",
                     .file = file,
                     .key = key,
                     .expected = "torch.nn.modules.linear.Identity, or activation.Sigmoid or activation.Tanh",
                     .found = name}};
}

/// What the folder says, wherever a version of sentence-transformers has written it.
inline std::optional<CrossEncoderActivation> stored_activation(const Checkpoint& checkpoint) {
  const Settings& config = checkpoint.settings();
  std::optional<CrossEncoderActivation> found;
  if (const auto file = checkpoint.file("config_sentence_transformers.json")) {
    const Settings s = file->recorded();
    if (s.has("activation_fn")) found = cross_encoder_activation(s.get<std::string>("activation_fn"), s.file(), "activation_fn");
    ModuleSettings::require_value(s, "model_type", "CrossEncoder");
    for (const char* const key : {"__version__", "prompts"})  // prompts: of who asks for one by name
      if (s.has(key)) ModuleSettings::pass_over_all(s.sub(key));
    ModuleSettings::pass_over(s, {"keep_in_fp32_modules"});
    if (s.has("default_prompt_name"))
      ModuleSettings::refuse(s.file(), "default_prompt_name", "nothing", s.get<std::string>("default_prompt_name"));
    ModuleSettings::require_all_read(s);
  }
  if (found) return found;
  if (config.has("sentence_transformers"))
    if (const Settings s = config.sub("sentence_transformers"); s.has("activation_fn"))
      return cross_encoder_activation(s.get<std::string>("activation_fn"), config.file(), "sentence_transformers.activation_fn");
  constexpr const char* old = "sbert_ce_default_activation_function";
  if (config.has(old)) return cross_encoder_activation(config.get<std::string>(old), config.file(), old);
  return std::nullopt;
}

/// How many tokens of a pair are read, as the files of sentence-transformers 6 say; 0: they do not. ConfigError where there is more than a
/// Transformer whose logits are the scores: a LogitScore (of a decoder's tokens "yes" and "no"), a pooled score, small letters.
inline Index stored_length(const Checkpoint& checkpoint) {
  if (checkpoint.has_gguf()) return 0;
  const std::filesystem::path& folder = checkpoint.folder();
  const Json modules = ModuleSettings::json_if_there(folder / "modules.json");
  for (std::size_t i = 0; modules.is_array() && i < modules.size(); ++i) {
    const Settings module(modules[i], (folder / "modules.json").string());
    const auto type = module.get<std::string>("type");
    if (i > 0 || !type.ends_with(".Transformer"))
      ModuleSettings::refuse(module.file(), "[" + std::to_string(i) + "].type", "a Transformer alone", type);
  }
  if (!ModuleSettings::is_there(folder / "sentence_bert_config.json")) return 0;
  const Settings s = ModuleSettings::read_settings(folder / "sentence_bert_config.json");
  ModuleSettings::require_value(s, "transformer_task", "sequence-classification");
  ModuleSettings::require_value(s, "module_output_name", "scores");
  if (s.has("modality_config")) {
    const Settings all = s.sub("modality_config");
    ModuleSettings::pass_over_all(all);
    if (all.has("text")) {
      const Settings text = all.sub("text");
      ModuleSettings::require_value(text, "method", "forward");
      ModuleSettings::require_value(text, "method_output_name", "logits");
    }
  }
  if (s.get_or<bool>("do_lower_case", false)) ModuleSettings::refuse(s.file(), "do_lower_case", "false", "true");
  for (const char* const key : {"processing_kwargs", "processor_kwargs", "config_kwargs", "config_args", "tokenizer_args"})
    ModuleSettings::require_empty(s, key);
  ModuleSettings::pass_over(s, {"unpad_inputs"});
  const Index most = s.has("max_seq_length") ? positive(s, "max_seq_length") : 0;
  ModuleSettings::require_all_read(s);
  return most;
}

}  // namespace detail

GANYMEDE_ONCE RerankerBase::RerankerBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model)
    : encoder_(checkpoint, std::move(model), HeadKind::sequence) {
  const auto otherwise = labels() == 1 ? CrossEncoderActivation::sigmoid : CrossEncoderActivation::identity;
  activation_ = detail::stored_activation(checkpoint).value_or(otherwise);
  max_length_ = detail::stored_length(checkpoint);
}

GANYMEDE_ONCE double RerankerBase::operator()(std::string_view query, std::string_view passage, const RerankOptions& options) const {
  return rank(query, {passage}, options).front().score;
}

GANYMEDE_ONCE std::vector<RankedPassage> RerankerBase::rank(std::string_view query, const TextList& passages,
                                                            const RerankOptions& options) const {
  if (labels() != 1)
    throw InputError{{.problem = "passages are ranked by a model of one label", .key = "rank", .found = std::to_string(labels())}};
  if (options.top_k < 0)
    throw InputError{{.problem = "out of range", .key = "top_k", .expected = "0 or more", .found = std::to_string(options.top_k)}};
  std::vector<TextOrPair> pairs;
  for (const std::string_view passage : passages.texts()) pairs.emplace_back(query, passage);
  std::vector<RankedPassage> ranked;
  for (const auto& result : scores(pairs, options)) ranked.push_back({ranked.size(), result.get().front()});
  std::stable_sort(ranked.begin(), ranked.end(), [](const RankedPassage& a, const RankedPassage& b) { return a.score > b.score; });
  if (options.top_k > 0 && ranked.size() > static_cast<std::size_t>(options.top_k)) ranked.resize(static_cast<std::size_t>(options.top_k));
  return ranked;
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<double>>> RerankerBase::scores(const TextsOrPairs& pairs,
                                                                                const RerankOptions& options) const {
  std::vector<TextResult<std::vector<double>>> results(pairs.items().size());
  const auto fail = [&](std::size_t n, std::exception_ptr error) { results[n].error = std::move(error); };
  const CrossEncoderActivation activation = options.activation.value_or(activation_);
  const auto use = [&](std::size_t n, const ConstView<float>& logits) {
    for (Index i = 0; i < logits.cols(); ++i) {
      const double x = static_cast<double>(logits(0, i));
      results[n].value.push_back(activation == CrossEncoderActivation::sigmoid ? 1 / (1 + std::exp(-x))
                                 : activation == CrossEncoderActivation::tanh  ? std::tanh(x)
                                                                               : x);
    }
  };
  EncoderOptions how = options.encoder;
  if (how.max_length == 0 && max_length_ > 0) how.max_length = std::min(max_length_, encoder_.max_length());
  encoder_.logits(encoder_.encode_each(pairs.items(), how, false, fail), how, use, fail);
  return results;
}

}  // namespace ganymede::inline v0
