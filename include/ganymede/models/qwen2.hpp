#pragma once
// Qwen2, Qwen2.5 (Yang et al. 2024): Llama with biases of queries, keys and values; in some models the later layers have a window.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Qwen2Family {
  static constexpr std::string_view model_types[] = {"qwen2"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint, {.whole_heads_rotated = true,
                                      .num_key_value_heads = 32,
                                      .max_position_embeddings = 32768,
                                      .sliding_window = 4096,
                                      .max_window_layers = 28,
                                      .attention_bias = true,
                                      .attention_output_bias = false,
                                      .mlp_bias = false});
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Qwen2 : StockDecoder<T> {
  using Family = Qwen2Family;
  explicit Qwen2(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
