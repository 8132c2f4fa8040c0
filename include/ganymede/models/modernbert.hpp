#pragma once
// ModernBERT (Warner et al. 2024, "Smarter, Better, Faster, Longer"): pre-norm, rotary positions, gated GELU, and in most layers attention
// to what is near.

#include <ganymede/layers/rope.hpp>
#include <ganymede/models/load_encoder.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

/// What differs between the layers, beside the keys that encoders share.
struct ModernBertConfig : EncoderConfig {
  Index window = 0;              ///< sliding_window of the layers that have one: as far on as back
  std::vector<bool> is_local{};  ///< of each layer
  RopeConfig rope, local_rope;   ///< of layers that see all, and of the others
  bool norm_bias = false, decoder_bias = true, classifier_bias = false, classifier_mean = false;
  std::string classifier_activation{};

  static constexpr SettingName setting_names[] = {{"hidden_act", "hidden_activation"}};

  /// Throws ConfigError.
  explicit ModernBertConfig(const Checkpoint& checkpoint);

  EncoderNames names() const;

 private:
  RopeConfig rope_of(const char* layer_type, const char* old_key, double theta) const;
};

struct ModernBertFamily {
  static constexpr std::string_view model_types[] = {"modernbert"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {"decoder.weight"};  // only where it is tied
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
      {"embedding_dropout mlp_dropout initializer_cutoff_factor sparse_prediction sparse_pred_ignore_index repad_logits_with_grad",
       "training alone"},
      {"deterministic_flash_attn reference_compile", "how the same numbers are computed"},
      {"cls_token_id", "the text's, not the model's"},
      {"position_embedding_type", "they are rotary, whatever it says"},
      {"sentence_transformers", "what sentence-transformers does with the logits"},
      {"is_decoder is_encoder_decoder", "every token sees every other", "false"},
  };

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const ModernBertConfig c(checkpoint);
    auto bert = load_encoder<StockEncoder<T>>(weights, checkpoint, c, c.names());
    const Rope<T> all(c.rope), local(c.local_rope);
    for (std::size_t l = 0; l < bert.layers.size(); ++l) {
      bert.layers[l].self_attn.position = c.is_local[l] ? local : all;
      if (c.is_local[l]) bert.layers[l].self_attn.config.sliding_window = c.window;
    }
    return bert;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct ModernBert : StockEncoder<T> {
  using Family = ModernBertFamily;
  explicit ModernBert(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/modernbert.ipp>
#endif
