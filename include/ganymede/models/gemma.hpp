#pragma once
// Gemma 1 (Gemma Team 2024, "Gemma: Open Models Based on Gemini Research and Technology"): Llama with embeddings times sqrt(D), norms that
// are stored as distances from 1, gates of GELU and a tied head.

#include <ganymede/models/load_decoder.hpp>

#include <cmath>

namespace ganymede::inline v0 {

/// What all Gemmas have. The root is not rounded, as in transformers where it computes in float32: there it is of the type computed in.
struct GemmaConfig : DecoderConfig {
  /// Throws ConfigError.
  GemmaConfig(const Checkpoint& checkpoint, DecoderDefaults defaults, const DecoderNames& names = usual_decoder_names,
              std::span<const SettingName> setting_names = {})
      : DecoderConfig(checkpoint, common(std::move(defaults)), names, setting_names) {
    embed_scale = std::sqrt(double(attention.hidden_size));
  }

 private:
  static DecoderDefaults common(DecoderDefaults defaults) {
    defaults.norm_weight_offset = 1;
    defaults.hidden_act = "gelu_pytorch_tanh";
    defaults.whole_heads_rotated = true;
    defaults.head_dim = 256;
    defaults.mlp_bias = false;
    defaults.tie_word_embeddings = true;
    return defaults;
  }
};

struct GemmaFamily {
  static constexpr std::string_view model_types[] = {"gemma"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"*.rotary_emb.inv_freq", "lm_head.weight"};  // the head: only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"hidden_activation", "the first release has null; else what hidden_act says", "\"gelu_pytorch_tanh\""},
      {"use_bidirectional_attention", "it looks back alone", "false"},
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
  };

  static GemmaConfig config(const Checkpoint& checkpoint) {
    GemmaConfig c(checkpoint, {.num_key_value_heads = 16, .max_position_embeddings = 8192});
    if (c.hidden_act == "gelu") c.hidden_act = "gelu_pytorch_tanh";  // a slip of the first release; transformers mends it too
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Gemma : StockDecoder<T> {
  using Family = GemmaFamily;
  explicit Gemma(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
