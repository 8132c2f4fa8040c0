#pragma once
// mBART and mBART-50 (Liu et al. 2020; Tang et al. 2020): BART with its norms inside the branches, and one at the end of each stack.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct MBartFamily {
  static constexpr std::string_view model_types[] = {"mbart"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::span<const std::string_view> ignored = spare_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  static EncoderDecoderConfig config(const Checkpoint& checkpoint) {
    return {checkpoint,
            {.wiring = Wiring::pre_norm,
             .embedding_norm = true,
             .last_norm = true,
             .positions = {.kind = AddedPositions::Kind::learned, .offset = 2}}};
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_encoder_decoder<StockEncoderDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct MBart : StockEncoderDecoder<T> {
  using Family = MBartFamily;
  explicit MBart(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
