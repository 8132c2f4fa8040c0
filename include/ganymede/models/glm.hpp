#pragma once
// GLM-4 9B of 2024 (GLM team 2024): neighbours of half of each head turned, biases of queries, keys and values.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

struct GlmFamily {
  static constexpr std::string_view model_types[] = {"glm", "chatglm"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };
  static constexpr DecoderNames names{.gate_up_proj = "mlp.gate_up_proj"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    return DecoderConfig(checkpoint,
                         {.norm_eps = 1.5625e-7,
                          .partial_rotary_factor = 0.5,
                          .odd_rotary_dim = true,
                          .interleaved_rotary = true,
                          .head_dim = 128,
                          .num_key_value_heads = 2,
                          .max_position_embeddings = 131072,
                          .attention_bias = checkpoint.settings().get_or<bool>("attention_bias", true),
                          .attention_output_bias = false,
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
struct Glm : StockDecoder<T> {
  using Family = GlmFamily;
  explicit Glm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
