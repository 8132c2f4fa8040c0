#pragma once
// BERT (Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers"): learned positions, segments, post-norm LayerNorm,
// GELU.

#include <ganymede/models/load_encoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct BertFamily {
  static constexpr std::string_view model_types[] = {"bert"};
  static constexpr std::string_view prefix = "bert.";
  static constexpr std::span<const std::string_view> ignored = spare_encoder_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_settings;

  static EncoderConfig config(const Checkpoint& checkpoint) { return EncoderConfig(checkpoint); }

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const EncoderConfig c = config(checkpoint);
    EncoderNames names;
    names.masked_lm.activation = c.hidden_act;
    return load_encoder<StockEncoder<T>>(weights, checkpoint, c, names);
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Bert : StockEncoder<T> {
  using Family = BertFamily;
  explicit Bert(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
