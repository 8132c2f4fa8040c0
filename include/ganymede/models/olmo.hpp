#pragma once
// OLMo (Groeneveld et al. 2024): a LayerNorm without weights; queries, keys and values may be clipped.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct OlmoFamily {
  static constexpr std::string_view model_types[] = {"olmo"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint, {.norm = NormKind::layer_norm_without_weights,
                                 .norm_eps_key = "layer_norm_eps",
                                 .norm_eps = 1e-5,
                                 .whole_heads_rotated = true,
                                 .mlp_bias = false});
    const double most = c.settings.get_or<double>("clip_qkv", 0);
    c.attention.clip_qkv = detail::in_range(c.settings, "clip_qkv", most, !c.settings.has("clip_qkv") || most > 0, "a positive number");
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Olmo : StockDecoder<T> {
  using Family = OlmoFamily;
  explicit Olmo(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
