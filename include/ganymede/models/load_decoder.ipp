#pragma once
// What load_decoder.hpp promises to have compiled.

#include <ganymede/models/load_decoder.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template StockDecoder<float> load_decoder(const Weights&, const DecoderConfig&, const DecoderNames&);

}  // namespace ganymede::inline v0
#endif
