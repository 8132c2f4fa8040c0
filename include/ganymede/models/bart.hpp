#pragma once
// BART (Lewis et al. 2019): the Transformer of the 2017 paper with learned positions, which start at 2, and a norm after the embeddings.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct BartFamily {
  static constexpr std::string_view model_types[] = {"bart"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::span<const std::string_view> ignored = spare_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  static EncoderDecoderConfig config(const Checkpoint& checkpoint) {
    return {checkpoint, {.embedding_norm = true, .positions = {.kind = AddedPositions::Kind::learned, .offset = 2}}};
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_encoder_decoder<StockEncoderDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Bart : StockEncoderDecoder<T> {
  using Family = BartFamily;
  explicit Bart(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
