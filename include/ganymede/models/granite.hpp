#pragma once
// Granite 3 (IBM 2024): Llama with a factor each for embeddings, scores, what layers add and logits (Yang et al. 2022).

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct GraniteFamily {
  static constexpr std::string_view model_types[] = {"granite"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint, {.whole_heads_rotated = true});
    c.embed_scale = detail::factor_or(c.settings, "embedding_multiplier", 1);
    c.attention.scale = detail::factor_or(c.settings, "attention_multiplier", 1);
    c.residual_multiplier = detail::factor_or(c.settings, "residual_multiplier", 1);
    c.logit_scale = 1 / detail::factor_or(c.settings, "logits_scaling", 1);
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Granite : StockDecoder<T> {
  using Family = GraniteFamily;
  explicit Granite(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
