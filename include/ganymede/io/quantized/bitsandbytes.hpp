#pragma once
// bitsandbytes' int8 and 4-bit codes.

#include <ganymede/io/quantized/quantized_tensors.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0::detail {

/// Dettmers et al. 2022, 2023: weight in int8 with SCB [out], 127 times its scales; or codes of nf4 or fp4, two a byte, with absmax for
/// each block, itself quantised or not, and quant_state, a JSON text. Source: bitsandbytes' QuantState.
GANYMEDE_ONCE void unpack_bitsandbytes(QuantizedTensors& tensors, const Settings& config);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/bitsandbytes.ipp>
#endif
