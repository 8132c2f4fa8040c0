#pragma once
// Marian, OPUS-MT (Junczys-Dowmunt et al. 2018; Tiedemann and Thottingal 2020): the Transformer of the 2017 paper, sines before cosines.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct MarianFamily {
  static constexpr std::string_view model_types[] = {"marian"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::span<const std::string_view> ignored = spare_tensors;
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  static EncoderDecoderConfig config(const Checkpoint& checkpoint) {
    return {checkpoint,
            {.positions = {.kind = AddedPositions::Kind::sinusoidal, .sinusoids = {.interleaved = false}, .may_be_stored = true}}};
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_encoder_decoder<StockEncoderDecoder<T>>(weights, config(checkpoint));
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Marian : StockEncoderDecoder<T> {
  using Family = MarianFamily;
  explicit Marian(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
