#pragma once
// Command R (Cohere 2024): attention and feed-forward side by side on one norm, neighbours turned, logits scaled.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct CohereFamily {
  static constexpr std::string_view model_types[] = {"cohere", "command-r"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderNames names(const Checkpoint& checkpoint) {
    DecoderNames n{.mlp_norm = {}};
    if (checkpoint.settings().get_or<bool>("use_qk_norm", false)) n.q_norm = "self_attn.q_norm", n.k_norm = "self_attn.k_norm";
    return n;
  }

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint,
                    {.wiring = Wiring::parallel,
                     .norm = NormKind::layer_norm_without_bias,
                     .head_norms = HeadNorms::Over::each_head_by_own,
                     .norm_eps_key = "layer_norm_eps",
                     .norm_eps = 1e-5,
                     .rope_theta = 5e5,
                     .interleaved_rotary = true,
                     .whole_heads_rotated = true,
                     .max_position_embeddings = 8192,
                     .mlp_bias = false,
                     .tie_word_embeddings = true},
                    names(checkpoint));
    c.logit_scale = detail::factor_or(c.settings, "logit_scale", 0.0625);
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Cohere : StockDecoder<T> {
  using Family = CohereFamily;
  explicit Cohere(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
