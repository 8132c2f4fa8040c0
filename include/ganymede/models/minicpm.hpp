#pragma once
// MiniCPM (Hu et al. 2024): Llama with the factors of maximal update parametrisation for embeddings, what layers add and logits.

#include <ganymede/models/load_decoder.hpp>

#include <cmath>

namespace ganymede::inline v0 {

struct MiniCpmFamily {
  static constexpr std::string_view model_types[] = {"minicpm"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"mup_denominator", "training alone"},
      {"num_experts", "no experts", "0"},
      {"sparse_config", "attention to all", "null"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint, {.whole_heads_rotated = true, .mlp_bias = false, .tie_word_embeddings = true});
    const Settings& s = c.settings;
    c.embed_scale = detail::factor_or(s, "scale_emb", 1);
    if (s.has("residual_multiplier"))  // GGUF has the quotients
      c.residual_multiplier = detail::factor_or(s, "residual_multiplier", 1);
    else
      c.residual_multiplier = detail::factor_or(s, "scale_depth", 1) / std::sqrt(double(c.num_hidden_layers));
    if (s.has("logits_scaling"))
      c.logit_scale = 1 / detail::factor_or(s, "logits_scaling", 1);
    else
      c.logit_scale = detail::factor_or(s, "dim_model_base", 1) / double(c.attention.hidden_size);
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct MiniCpm : StockDecoder<T> {
  using Family = MiniCpmFamily;
  explicit MiniCpm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
