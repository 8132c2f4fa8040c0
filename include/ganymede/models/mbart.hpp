#pragma once
// mBART and mBART-50 (Liu et al. 2020; Tang et al. 2020): BART with its norms inside the branches, and one at the end of each stack.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

template <Scalar T = float>
using MBartTransformer = EncoderDecoder<T, TransformerStack<T, PreNormEncoderLayer<T>, LearnedPositions<T>, LayerNorm<T>, LayerNorm<T>>,
                                        TransformerStack<T, PreNormDecoderLayer<T>, LearnedPositions<T>, LayerNorm<T>, LayerNorm<T>>>;

struct MBartFamily {
  static constexpr std::string_view model_types[] = {"mbart"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::span<const std::string_view> ignored = spare_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  template <Scalar T>
  static MBartTransformer<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const EncoderDecoderConfig c(checkpoint, {.activation_function = "gelu", .scale_embedding = false});
    return load_encoder_decoder<MBartTransformer<T>, T>(weights, c, [&](const Weights& stack) {
      return LearnedPositions<T>(stack / "embed_positions", c.max_position_embeddings, c.d_model, 2);
    });
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct MBart : MBartTransformer<T> {
  using Family = MBartFamily;
  explicit MBart(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : MBartTransformer<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
