#pragma once
// OLMo 3 (OLMo team 2025): OLMo 2 in which three layers of four have a window, and rotary positions that are not stretched.

#include <ganymede/models/olmo2.hpp>

namespace ganymede::inline v0 {

struct Olmo3Family {
  static constexpr std::string_view model_types[] = {"olmo3"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    const double theta = checkpoint.settings().get_or<double>("rope_theta", 5e5);  // of all layers, before transformers 5
    return DecoderConfig(checkpoint,
                         {.head_norms = HeadNorms::Over::all_heads,
                          .norm_eps = 1e-5,
                          .rope_theta = 5e5,
                          .window_rope_theta = theta,
                          .whole_heads_rotated = true,
                          .sliding_window = 4096,
                          .sliding_window_pattern = 4,
                          .mlp_bias = false},
                         Olmo2Family::names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), Olmo2Family::names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Olmo3 : StockDecoder<T> {
  using Family = Olmo3Family;
  explicit Olmo3(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
