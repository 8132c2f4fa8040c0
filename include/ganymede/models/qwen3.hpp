#pragma once
// Qwen3 (Yang et al. 2025): a norm of each query and key head, which are as wide as head_dim says.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct Qwen3Family {
  static constexpr std::string_view model_types[] = {"qwen3"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.q_norm = "self_attn.q_norm", .k_norm = "self_attn.k_norm"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint,
                         {.whole_heads_rotated = true,
                          .head_dim = 128,
                          .num_key_value_heads = 32,
                          .max_position_embeddings = 32768,
                          .sliding_window = 4096,
                          .max_window_layers = 28,
                          .mlp_bias = false},
                         names);
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Qwen3 : StockDecoder<T> {
  using Family = Qwen3Family;
  explicit Qwen3(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
