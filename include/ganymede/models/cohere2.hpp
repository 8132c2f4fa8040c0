#pragma once
// Command R7B, Command A (Cohere 2025): Command R in which layers have a window and rotary positions, or neither.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Cohere2Family {
  static constexpr std::string_view model_types[] = {"cohere2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.mlp_norm = {}};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint,
                    {.wiring = Wiring::parallel,
                     .norm = NormKind::layer_norm_without_bias,
                     .norm_eps_key = "layer_norm_eps",
                     .norm_eps = 1e-5,
                     .interleaved_rotary = true,
                     .whole_heads_rotated = true,
                     .max_position_embeddings = 8192,
                     .sliding_window = 4096,
                     .mlp_bias = false,
                     .tie_word_embeddings = true},
                    names);
    c.sliding_window_pattern = 4;
    c.logit_scale = detail::factor_or(c.settings, "logit_scale", 0.0625);
    if (!c.settings.has("layer_types")) {
      const Index pattern = positive_or(c.settings, "sliding_window_pattern", 4);
      c.full_attention = c.of_layers([pattern](Index l) { return (l + 1) % pattern == 0; });
    }
    c.rotary_layers = c.of_layers([&](Index l) { return c.attention_of(l).sliding_window > 0; });
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Cohere2 : StockDecoder<T> {
  using Family = Cohere2Family;
  explicit Cohere2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
