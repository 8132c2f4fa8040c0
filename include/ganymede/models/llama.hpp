#pragma once
// Llama 1-3, TinyLlama, SmolLM2, Mistral (Touvron et al. 2023; Jiang et al. 2023): pre-norm RmsNorm, rotary positions, gated SiLU.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

template <Scalar T = float>
using LlamaBlock = StockBlock<T>;
template <Scalar T = float>
using LlamaDecoder = StockDecoder<T>;

/// What differs between the two, as their classes in transformers have it.
struct LlamaConfig : DecoderConfig {
  /// Throws ConfigError.
  explicit LlamaConfig(const Checkpoint& checkpoint) : DecoderConfig(checkpoint, defaults(checkpoint)) {}

  /// Mistral has a window in all its layers, or with layer_types in some (then transformers takes it for a Ministral), and no biases. Of
  /// Llama's own window transformers takes no notice; where a file does not name the class, a window counts if it is there.
  static DecoderDefaults defaults(const Checkpoint& checkpoint) {
    const std::string type = checkpoint.settings().get_or<std::string>("model_type", "");
    if (type == "mistral")
      return {.whole_heads_rotated = true,
              .num_key_value_heads = 8,
              .max_position_embeddings = 4096 * 32,
              .sliding_window = 4096,
              .attention_bias = false,
              .mlp_bias = false};
    return {.whole_heads_rotated = true, .sliding_window = 0, .ignores_sliding_window = type == "llama"};
  }
};

struct LlamaFamily {
  static constexpr std::string_view model_types[] = {"llama", "mistral"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"is_decoder", "that it is", "true|false"},
      {"is_encoder_decoder", "that it is not", "false"},
      {"is_llama_config rope_interleaved", "notes of nanotron's conversion, which has turned the rows", "true|false"},
      {"attention_bias mlp_bias", "Mistral has none", "false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static LlamaConfig config(const Checkpoint& checkpoint) { return LlamaConfig(checkpoint); }

  template <Scalar T>
  static LlamaDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<LlamaDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Llama : LlamaDecoder<T> {
  using Family = LlamaFamily;
  explicit Llama(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : LlamaDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
