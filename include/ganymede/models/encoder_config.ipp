#pragma once
// The bodies of encoder_config.hpp.

#include <ganymede/models/encoder_config.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE EncoderConfig::EncoderConfig(const Checkpoint& checkpoint, const EncoderDefaults& defaults,
                                           std::span<const SettingName> setting_names)
    : settings(named(checkpoint.settings(), setting_names)),
      wiring(defaults.wiring),
      norm(defaults.norm),
      norm_eps(defaults.norm_eps),
      attention_bias(defaults.attention_bias),
      mlp_bias(defaults.mlp_bias) {
  const Settings& c = settings;
  num_hidden_layers = positive(c, "num_hidden_layers");
  detail::in_range(c, "num_hidden_layers", num_hidden_layers,
                   num_hidden_layers <= std::max<Index>(4096, static_cast<Index>(checkpoint.tensors().size())),
                   "no more than there are tensors");
  attention.hidden_size = positive(c, "hidden_size");
  attention.num_attention_heads = attention.num_key_value_heads = positive(c, "num_attention_heads");
  attention.head_dim = attention.divided_head_dim(c.file());
  attention.validate(c.file());
  intermediate_size = positive(c, "intermediate_size");
  vocab_size = positive(c, "vocab_size");
  max_position_embeddings = positive_or(c, "max_position_embeddings", defaults.max_position_embeddings);
  if (defaults.type_vocab_size) {
    type_vocab_size = c.get_or<Index>("type_vocab_size", *defaults.type_vocab_size);
    detail::in_range(c, "type_vocab_size", type_vocab_size, type_vocab_size >= 0 && type_vocab_size <= 1 << 16, "0 to 65536");
  }
  embedding_size = defaults.embedding_size > 0 ? positive_or(c, "embedding_size", defaults.embedding_size) : attention.hidden_size;
  embedding_projection = embedding_size != attention.hidden_size;
  const Index pad = c.get_or<Index>("pad_token_id", 0);  // -1: the last, as in PyTorch
  detail::in_range(c, "pad_token_id", pad, pad >= -vocab_size && pad < vocab_size, "a token of the vocabulary");
  if (defaults.pad_token_id) {
    pad_token_id = c.get_or<TokenId>("pad_token_id", *defaults.pad_token_id);
    detail::in_range(c, "pad_token_id", Index{*pad_token_id}, *pad_token_id >= 0 && *pad_token_id < vocab_size && longest_text() > 0,
                     "a token, before the last of the positions");
  }
  if (!defaults.norm_eps_key.empty()) norm_eps = epsilon_or(c, defaults.norm_eps_key, norm_eps);
  hidden_act = c.get_or<std::string>("hidden_act", std::string(defaults.hidden_act));
  static_cast<void>(activation());
  tie_word_embeddings = c.get_or<bool>("tie_word_embeddings", true);
  if (defaults.rotary) longest_sequence = Index{1} << 24;
  if (const auto kind = defaults.rotary ? "absolute" : c.get_or<std::string>("position_embedding_type", "absolute"); kind != "absolute")
    throw ConfigError{{.problem = "only positions that are added to the embeddings are supported here",
                       .file = c.file(),
                       .key = c.own_key("position_embedding_type"),
                       .expected = "absolute",
                       .found = kind}};
  read_head(checkpoint);
}

GANYMEDE_ONCE void EncoderConfig::read_head(const Checkpoint& checkpoint) {
  struct Named {
    std::string_view suffix;
    HeadKind kind;
  };
  constexpr Named all[] = {{"ForMaskedLM", HeadKind::masked_lm},
                           {"ForPreTraining", HeadKind::masked_lm},
                           {"ForSequenceClassification", HeadKind::sequence},
                           {"ForTokenClassification", HeadKind::tokens},
                           {"ForQuestionAnswering", HeadKind::question_answering}};
  const Settings& c = settings;
  if (c.has("architectures"))
    for (const std::string& name : checkpoint.settings().list<std::string>("architectures"))
      for (const Named& known : all)
        if (name.ends_with(known.suffix)) named_head = known.kind;
  const auto problem = c.get_or<std::string>("problem_type", "");
  if (problem.empty()) return;
  constexpr std::pair<std::string_view, ProblemType> types[] = {{"regression", ProblemType::regression},
                                                                {"single_label_classification", ProblemType::single_label_classification},
                                                                {"multi_label_classification", ProblemType::multi_label_classification}};
  for (const auto& [name, type] : types)
    if (problem == name) problem_type = type;
  if (!problem_type)
    throw ConfigError{{.problem = "unknown problem type",
                       .file = c.file(),
                       .key = c.own_key("problem_type"),
                       .expected = "regression, single_label_classification or multi_label_classification",
                       .found = problem}};
}

GANYMEDE_ONCE EncoderConfig::EncoderConfig(EncoderConfig&&) noexcept = default;
GANYMEDE_ONCE EncoderConfig::~EncoderConfig() = default;

GANYMEDE_ONCE std::vector<std::string> EncoderConfig::labels(Index count) const {
  const Settings& c = settings;
  const bool named = c.has("id2label");
  const Settings names = named ? c.sub("id2label") : Settings();
  const auto said = named ? static_cast<Index>(names.json().size()) : c.get_or<Index>("num_labels", 2);
  if (said != count && !(named && c.get_or<Index>("num_labels", said) == count))
    throw ConfigError{{.problem = "the head has another number of labels",
                       .file = c.file(),
                       .key = c.own_key(named ? "id2label" : "num_labels"),
                       .expected = std::to_string(count),
                       .found = std::to_string(said)}};
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i) {
    const std::string id = std::to_string(i);
    if (!names.has(id)) {
      labels.push_back("LABEL_" + id);
    } else {
      const Json& name = names.json().at(id);
      labels.push_back(name.is_string() ? name.get<std::string>() : detail::describe(name));
    }
  }
  return labels;
}

}  // namespace ganymede::inline v0
