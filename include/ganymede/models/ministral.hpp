#pragma once
// Ministral (Mistral AI 2024): Mistral whose layers have a window or not, as layer_types says.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct MinistralFamily {
  static constexpr std::string_view model_types[] = {"ministral"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint, {.whole_heads_rotated = true,
                                      .num_key_value_heads = 8,
                                      .max_position_embeddings = 4096 * 32,
                                      .sliding_window = 4096,
                                      .attention_bias = false,
                                      .mlp_bias = false});
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Ministral : StockDecoder<T> {
  using Family = MinistralFamily;
  explicit Ministral(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
