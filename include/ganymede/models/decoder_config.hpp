#pragma once
// The keys of config.json that decoder-only families share.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/family_setting_names.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/alibi.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/rope_scaling.hpp>
#include <ganymede/models/decoder_names.hpp>
#include <ganymede/models/experts_config.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a family's class in transformers says where config.json does not. Llama's unless a family says otherwise.
struct DecoderDefaults {
  Wiring wiring = Wiring::pre_norm;
  NormKind norm = NormKind::rms_norm;
  HeadNorms::Over head_norms = HeadNorms::Over::each_head;  ///< of the same kind, where the family has names for them
  std::string_view norm_eps_key = "rms_norm_eps";           ///< or layer_norm_eps
  double norm_eps = 1e-6;
  double norm_weight_offset = 0;  ///< added to what norms' weights say: 1 where they are stored as distances from 1 (Gemma)
  std::string_view hidden_act = "silu";
  bool rotary = true;  ///< rotary positions, and the keys of their scaling
  double rope_theta = 10000, partial_rotary_factor = 1;
  double window_rope_theta = 0;              ///< of layers with a window, which have rotary positions of their own; 0: they do not
  Index rotary_dim = 0;                      ///< 0: partial_rotary_factor of a head
  bool odd_rotary_dim = false;               ///< a part of a head may be odd: see RopeDefaults
  bool interleaved_rotary = false;           ///< neighbours (2i, 2i + 1) of a head are turned, not its halves (GPT-J, GLM, Cohere)
  bool whole_heads_rotated = false;          ///< partial_rotary_factor below 1 is refused
  std::optional<AlibiConfig> alibi{};        ///< ALiBi in their place
  Index head_dim = 0;                        ///< 0: hidden_size / num_attention_heads
  bool own_head_dim = true;                  ///< it has the keys num_key_value_heads and head_dim
  Index num_key_value_heads = 0;             ///< 0: as many as there are heads
  Index intermediate_factor = 0;             ///< intermediate_size in widths of the model; 0: the key must be there
  Index max_position_embeddings = 2048;      ///< 0: the key must be there
  std::optional<Index> sliding_window{};     ///< 0: none; no value: it has no keys of windows
  bool ignores_sliding_window = false;       ///< the key may be there, and transformers takes no notice of it
  Index sliding_window_pattern = 0;          ///< every n-th layer has none, where layer_types do not say; 0: all have one
  std::optional<Index> max_window_layers{};  ///< layers below have no window, and none has without use_sliding_window (Qwen2)
  std::optional<bool> attention_bias{}, attention_output_bias{}, mlp_bias{};  ///< no value: what the keys say, or false
  bool lm_head_bias = false;
  bool tie_word_embeddings = false;
  bool padding_token = true;  ///< pad_token_id is of the vocabulary (-1: the last, as in PyTorch)
};

struct DecoderConfig {
  Settings settings;  ///< of the checkpoint, under the names that all families share: a family reads its own keys from it
  AttentionConfig attention;
  RopeConfig rope;
  std::optional<RopeConfig> window_rope{};  ///< of layers with a sliding window, where it is another (Gemma 3)
  std::optional<AlibiConfig> alibi{};
  Index num_hidden_layers = 0, intermediate_size = 0, vocab_size = 0, max_position_embeddings = 0;
  Wiring wiring;
  Index embedding_size = 0, positions_offset = 0;   ///< a table of tokens narrower than the model; the row of position 0 (OPT)
  double embed_scale = 1, residual_multiplier = 1;  ///< of embeddings (Gemma), of what layers add (Granite)
  double logit_scale = 1;                           ///< of what the head gives (Cohere)
  double final_logit_softcapping = 0;               ///< c: logits become c tanh(logit / c); 0: they stay
  NormKind norm;
  HeadNorms head_norms;  ///< of queries and keys, where the family has names for them
  std::string norm_eps_key;
  double norm_eps = 0, norm_weight_offset = 0;
  std::string hidden_act;
  bool rotary = true, interleaved_rotary = false, attention_bias = false, attention_output_bias = false, mlp_bias = false;
  bool lm_head_bias = false, tie_word_embeddings = false;
  Index sliding_window_pattern = 0;    ///< every n-th layer has none where a file does not say otherwise; 0: there is no such rule
  std::vector<bool> full_attention{};  ///< of each layer, whether it has no sliding window; empty: all alike
  std::vector<bool> rotary_layers{};   ///< of each layer, whether its positions are rotary, else it has none; empty: as `rotary` says
  std::vector<double> scales{};        ///< of each layer's scores; empty: attention.scale
  ExpertsConfig experts{};             ///< none, unless a family reads them
  Index conv_L_cache = 0;              ///< positions that a short convolution sees
  bool conv_bias = false;
  std::vector<bool> conv_layers{};  ///< of each layer, whether it has a short convolution in the place of attention; empty: none

  bool is_conv(Index l) const { return !conv_layers.empty() && conv_layers[static_cast<std::size_t>(l)]; }

  /// Throws ConfigError. `setting_names`, which outlive the config, are those that config.json has other names for.
  explicit DecoderConfig(const Checkpoint& checkpoint, const DecoderDefaults& defaults = {},
                         const DecoderNames& names = usual_decoder_names, std::span<const SettingName> setting_names = {});
  DecoderConfig(const DecoderConfig&) = default;
  DecoderConfig(DecoderConfig&&) noexcept;  // compiled once, not in each family, and so is the destructor
  DecoderConfig& operator=(const DecoderConfig&) = default;
  DecoderConfig& operator=(DecoderConfig&&) noexcept = default;
  ~DecoderConfig();

  AnyActivation activation() const { return {hidden_act, settings.file(), settings.own_key("hidden_act")}; }

  /// Of layer l.
  AttentionConfig attention_of(Index l) const {
    AttentionConfig own = attention;
    if (!full_attention.empty() && full_attention[static_cast<std::size_t>(l)]) own.sliding_window = 0;
    if (!scales.empty()) own.scale = scales[static_cast<std::size_t>(l)];
    return own;
  }

  bool is_rotary(Index l) const { return rotary && (rotary_layers.empty() || rotary_layers[static_cast<std::size_t>(l)]); }

  /// `recurrent`: of the layers that have no attention, which keep no keys and values.
  std::shared_ptr<const StateShape> state_shape(const std::vector<RecurrentSlot>& recurrent = {}) const;

  /// What `rule` says of each layer. ConfigError where there are more layers than tensors.
  std::vector<bool> of_layers(FunctionRef<bool(Index layer)> rule) const;

  /// ConfigError where rotary positions turn a part of each head only, for a family in which they turn all.
  void require_whole_heads_rotated() const;

  /// What GGUF's rope_freqs.weight says where it has no other way to: Llama 3's scaling. Empty: nothing.
  std::vector<float> frequency_factors() const;

  /// Everything under Hugging Face's keys, what config.json leaves out too: for writing other formats.
  Settings resolved() const;

 private:
  /// `class_fills_in`: what the file leaves out is as transformers' class has it; formats with names of their own mean what they say.
  void read_heads(const DecoderDefaults& defaults, bool class_fills_in);

  /// A window for all layers, or with layer_types for some.
  void read_windows(const DecoderDefaults& defaults);

  Index most_layers_ = 0;  // as many as there are tensors
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/decoder_config.ipp>
#endif
