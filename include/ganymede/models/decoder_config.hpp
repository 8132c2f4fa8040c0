#pragma once
// The keys of config.json that decoder-only families share.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/io/family_setting_names.hpp>
#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention_config.hpp>
#include <ganymede/layers/rope_scaling.hpp>
#include <ganymede/models/decoder_names.hpp>
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
  std::string_view norm_eps_key = "rms_norm_eps";  ///< or layer_norm_eps
  double norm_eps = 1e-6;
  std::string_view hidden_act = "silu";
  bool rotary = true;                     ///< rotary positions, and the keys of their scaling
  bool own_head_dim = true;               ///< it has the keys num_key_value_heads and head_dim
  Index num_key_value_heads = 0;          ///< 0: as many as there are heads
  Index intermediate_factor = 0;          ///< intermediate_size in widths of the model; 0: the key must be there
  Index max_position_embeddings = 2048;   ///< 0: the key must be there
  std::optional<Index> sliding_window{};  ///< 0: none; no value: it has no keys of windows
  bool ignores_sliding_window = false;    ///< the key may be there, and transformers takes no notice of it
  std::optional<bool> attention_bias{}, attention_output_bias{}, mlp_bias{};  ///< no value: what the keys say, or false
  bool tie_word_embeddings = false;
};

struct DecoderConfig {
  Settings settings;  ///< of the checkpoint, under the names that all families share: a family reads its own keys from it
  AttentionConfig attention;
  RopeConfig rope;
  Index num_hidden_layers = 0, intermediate_size = 0, vocab_size = 0, max_position_embeddings = 0;
  Wiring wiring;
  double embed_scale = 1, residual_multiplier = 1;  ///< of embeddings (Gemma), of what layers add (Granite)
  NormKind norm;
  std::string norm_eps_key;
  double norm_eps = 0;
  std::string hidden_act;
  bool rotary = true, attention_bias = false, attention_output_bias = false, mlp_bias = false, tie_word_embeddings = false;
  std::vector<bool> full_attention{};  ///< of each layer, whether it has no sliding window; empty: all alike
  std::vector<double> scales{};        ///< of each layer's scores; empty: attention.scale

  /// Throws ConfigError. `setting_names`, which outlive the config, are those that config.json has other names for.
  explicit DecoderConfig(const Checkpoint& checkpoint, const DecoderDefaults& defaults = {}, const DecoderNames& names = {},
                         std::span<const SettingName> setting_names = {});

  AnyActivation activation() const { return {hidden_act, settings.file(), settings.own_key("hidden_act")}; }

  /// Of layer l.
  AttentionConfig attention_of(Index l) const {
    AttentionConfig own = attention;
    if (!full_attention.empty() && full_attention[static_cast<std::size_t>(l)]) own.sliding_window = 0;
    if (!scales.empty()) own.scale = scales[static_cast<std::size_t>(l)];
    return own;
  }

  std::shared_ptr<const StateShape> state_shape() const {
    return rotary ? make_state_shape(num_hidden_layers, attention.slot(), max_position_embeddings, rope.longest())
                  : make_state_shape(num_hidden_layers, attention.slot(), max_position_embeddings);
  }

  /// ConfigError where rotary positions turn a part of each head only, for a family in which they turn all.
  void require_whole_heads_rotated() const;

  /// What GGUF's rope_freqs.weight says where it has no other way to: Llama 3's scaling. Empty: nothing.
  std::vector<float> frequency_factors() const;

  /// Everything under Hugging Face's keys, what config.json leaves out too: for writing other formats.
  Settings resolved() const;

 private:
  void read_heads(const DecoderDefaults& defaults);

  /// A window for all layers, or with layer_types for some.
  void read_windows(Index fallback, bool ignored);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/decoder_config.ipp>
#endif
