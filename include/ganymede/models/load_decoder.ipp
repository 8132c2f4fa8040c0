#pragma once
// What load_decoder.hpp promises to have compiled.

#include <ganymede/models/load_decoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template StockDecoder<float> load_decoder(const Weights&, const DecoderConfig&, const DecoderNames&);
template StockDecoder<float> detail::load_strictly(const FamilyFacts&, StockDecoder<float> (*)(const Weights&, const Checkpoint&),
                                                   const Checkpoint&, const LoadOptions&);

}  // namespace ganymede::inline v0
#endif
