#pragma once
// What load_encoder_decoder.hpp promises to have compiled.

#include <ganymede/models/load_encoder_decoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template StockEncoderDecoder<float> load_encoder_decoder(const Weights&, const EncoderDecoderConfig&, const EncoderDecoderNames&);
template StockEncoderDecoder<float> detail::load_strictly(const FamilyFacts&,
                                                          StockEncoderDecoder<float> (*)(const Weights&, const Checkpoint&),
                                                          const Checkpoint&, const LoadOptions&);

}  // namespace ganymede::inline v0
#endif
