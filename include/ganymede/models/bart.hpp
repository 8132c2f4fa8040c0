#pragma once
// BART (Lewis et al. 2019): the Transformer of the 2017 paper with learned positions, which start at 2, and a norm after the embeddings.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

template <Scalar T = float>
using BartTransformer = EncoderDecoder<T, TransformerStack<T, PostNormEncoderLayer<T>, LearnedPositions<T>, NoNorm, LayerNorm<T>>,
                                       TransformerStack<T, PostNormDecoderLayer<T>, LearnedPositions<T>, NoNorm, LayerNorm<T>>>;

struct BartFamily {
  static constexpr std::string_view model_types[] = {"bart"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::span<const std::string_view> ignored = spare_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  template <Scalar T>
  static BartTransformer<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const EncoderDecoderConfig c(checkpoint, {.activation_function = "gelu", .scale_embedding = false});
    return load_encoder_decoder<BartTransformer<T>, T>(weights, c, [&](const Weights& stack) {
      return LearnedPositions<T>(stack / "embed_positions", c.max_position_embeddings, c.d_model, 2);
    });
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Bart : BartTransformer<T> {
  using Family = BartFamily;
  explicit Bart(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : BartTransformer<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
