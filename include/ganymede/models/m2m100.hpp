#pragma once
// M2M100, NLLB and Pegasus (Fan et al. 2020; NLLB Team 2022; Zhang et al. 2019): the Transformer with its norms inside the branches. They
// differ in how their sinusoids are spaced.

#include <ganymede/models/load_encoder_decoder.hpp>

#include <span>

namespace ganymede::inline v0 {

struct M2M100Family {
  static constexpr std::string_view model_types[] = {"m2m_100", "pegasus"};
  static constexpr std::string_view prefix = "model.";
  static constexpr std::string_view ignored[] = {spare_tensors[0], spare_tensors[1], spare_tensors[2],
                                                 "*.embed_positions.weights"};  // fairseq's table, which is computed
  static constexpr std::span<const KnownSettings> known_settings = encoder_decoder_settings;

  static EncoderDecoderConfig config(const Checkpoint& checkpoint) {
    const bool m2m100 = checkpoint.architecture() == "m2m_100";
    EncoderDecoderConfig c(checkpoint, {.wiring = Wiring::pre_norm,
                                        .last_norm = true,
                                        .positions = {.kind = AddedPositions::Kind::sinusoidal,
                                                      .sinusoids = {.interleaved = false, .to_last_wavelength = m2m100},
                                                      .may_be_stored = !m2m100},
                                        .activation_function = m2m100 ? "relu" : "gelu",
                                        .scale_embedding = m2m100});
    if (m2m100) c.positions.sinusoids.offset = c.pad_token_id + 1;  // fairseq's padding stands before 0
    return c;
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_encoder_decoder<StockEncoderDecoder<T>>(weights, config(checkpoint));
  }
};

/// M2M100 and NLLB. Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct M2M100 : StockEncoderDecoder<T> {
  using Family = M2M100Family;
  explicit M2M100(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

/// The same type of model with other data.
template <Scalar T = float>
using Pegasus = M2M100<T>;

}  // namespace ganymede::inline v0
