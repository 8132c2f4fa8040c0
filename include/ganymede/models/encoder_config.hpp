#pragma once
// The keys of config.json that encoder-only families share.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/family_setting_names.hpp>
#include <ganymede/io/known_settings.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/positions.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/encoder_model.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What encoders know and do not read.
inline constexpr KnownSettings encoder_settings[] = {
    {"is_decoder", "every token sees every other", "false"},
    {"is_encoder_decoder", "that it is not", "false"},
    {"attention_probs_dropout_prob hidden_dropout_prob classifier_dropout_prob pooler_dropout", "training alone"},
    {"directionality pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers pooler_size_per_head pooler_type",
     "of Google's programs: poolers that nobody trained"},
    {"sbert_ce_default_activation_function sentence_transformers", "what sentence-transformers does with the logits"},
    {"down_scale_factor gap_size layers_to_keep net_structure_type num_memory_blocks", "of Google's program for ALBERT"},
    {"summary_last_dropout", "training alone"},
    {"adapters adapter_fusion fusion_config", "none are there: their tensors would be", "{}|null"},
    {"emb_size gradient_clipping language name", "notes"},
};

/// What a family's class in transformers says where config.json does not. BERT's unless a family says otherwise.
struct EncoderDefaults {
  Wiring wiring = Wiring::post_norm;
  NormKind norm = NormKind::layer_norm;
  std::string_view norm_eps_key = "layer_norm_eps";  ///< empty: no key says so
  double norm_eps = 1e-12;
  std::string_view hidden_act = "gelu";
  Index max_position_embeddings = 512;
  std::optional<Index> type_vocab_size = 2;  ///< no value: it has no segments, nor the key
  std::optional<TokenId> pad_token_id{};     ///< positions are counted from the one after it, padding aside (fairseq: RoBERTa, MPNet)
  Index embedding_size = 0;                  ///< of the key embedding_size, where the family has it; 0: it has not
  bool attention_bias = true, mlp_bias = true;
  bool rotary = false;  ///< positions are, and without end
};

struct EncoderConfig {
  Settings settings;  ///< of the checkpoint, under the names that all families share: a family reads its own keys from it
  AttentionConfig attention;
  Index num_hidden_layers = 0, intermediate_size = 0, vocab_size = 0, max_position_embeddings = 0, type_vocab_size = 0;
  Index embedding_size = 0;
  bool embedding_projection = false;       ///< between embeddings and blocks: where they differ in width, or always (ALBERT)
  Index longest_sequence = 0;              ///< that can be computed; 0: no longer than positions are learned
  std::vector<std::string> layer_paths{};  ///< of each layer, below the model: those with one path share their weights; empty: by number
  std::optional<TokenId> pad_token_id{};
  Wiring wiring = Wiring::post_norm;
  NormKind norm = NormKind::layer_norm;
  double norm_eps = 0;
  std::string hidden_act{};
  bool attention_bias = true, mlp_bias = true, tie_word_embeddings = true;
  HeadKind named_head = HeadKind::none;  ///< by config.json's `architectures`; none: they do not say
  std::optional<ProblemType> problem_type{};

  /// Throws ConfigError. `setting_names`, which outlive the config, are those that config.json has other names for.
  explicit EncoderConfig(const Checkpoint& checkpoint, const EncoderDefaults& defaults = {},
                         std::span<const SettingName> setting_names = {});
  EncoderConfig(const EncoderConfig&) = default;
  EncoderConfig(EncoderConfig&&) noexcept;  // compiled once, not in each family, and so is the destructor
  EncoderConfig& operator=(const EncoderConfig&) = default;
  EncoderConfig& operator=(EncoderConfig&&) noexcept = default;
  ~EncoderConfig();

  AnyActivation activation() const { return {hidden_act, settings.file(), settings.own_key("hidden_act")}; }

  /// The names of `count` labels, as many as the head has. ConfigError where config.json speaks of another number.
  std::vector<std::string> labels(Index count) const;

  /// Of the longest text: without the rows of learned positions that are before the first.
  Index longest_text() const { return max_position_embeddings - (pad_token_id ? *pad_token_id + 1 : 0); }

 private:
  void read_head(const Checkpoint& checkpoint);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/encoder_config.ipp>
#endif
