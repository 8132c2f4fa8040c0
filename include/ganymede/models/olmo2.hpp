#pragma once
// OLMo 2 (OLMo team 2024): norms of what layers give instead of what they take, and of all query and key heads as one.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Olmo2Family {
  static constexpr std::string_view model_types[] = {"olmo2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.self_attn_norm = {},
                                      .mlp_norm = {},
                                      .self_attn_output_norm = "post_attention_layernorm",
                                      .mlp_output_norm = "post_feedforward_layernorm",
                                      .q_norm = "self_attn.q_norm",
                                      .k_norm = "self_attn.k_norm"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(
        checkpoint, {.head_norms = HeadNorms::Over::all_heads, .norm_eps = 1e-5, .whole_heads_rotated = true, .mlp_bias = false}, names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Olmo2 : StockDecoder<T> {
  using Family = Olmo2Family;
  explicit Olmo2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
