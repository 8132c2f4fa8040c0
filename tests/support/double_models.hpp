#pragma once
// The stock models with elements double, which tests alone use: compiled once, in main.cpp, as the library has those of float.

#include <ganymede/models/load_decoder.hpp>
#include <ganymede/models/load_encoder.hpp>
#include <ganymede/models/load_encoder_decoder.hpp>

#define GANYMEDE_DOUBLE_MODEL(KEYWORDS, MODEL)                                                                           \
  KEYWORDS struct MODEL<double>;                                                                                         \
  KEYWORDS MODEL<double> detail::load_strictly(const FamilyFacts&, MODEL<double> (*)(const Weights&, const Checkpoint&), \
                                               const Checkpoint&, const LoadOptions&);
#define GANYMEDE_DOUBLE_MODELS(KEYWORDS)                                                                                    \
  KEYWORDS View<double> StockStack<double>::operator()(Pass<NoProbe>&) const;                                               \
  GANYMEDE_DOUBLE_MODEL(KEYWORDS, StockDecoder)                                                                             \
  GANYMEDE_DOUBLE_MODEL(KEYWORDS, StockEncoder)                                                                             \
  GANYMEDE_DOUBLE_MODEL(KEYWORDS, StockEncoderDecoder)                                                                      \
  KEYWORDS StockDecoder<double> load_decoder(const Weights&, const DecoderConfig&, const DecoderNames&);                    \
  KEYWORDS StockEncoder<double> load_encoder(const Weights&, const Checkpoint&, const EncoderConfig&, const EncoderNames&); \
  KEYWORDS StockEncoderDecoder<double> load_encoder_decoder(const Weights&, const EncoderDecoderConfig&, const EncoderDecoderNames&);

namespace ganymede::inline v0 {
GANYMEDE_DOUBLE_MODELS(extern template)
}  // namespace ganymede::inline v0
