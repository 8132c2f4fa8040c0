#pragma once
// MXFP4 as gpt-oss has it in safetensors.

#include <ganymede/io/quantized/quantized_tensors.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0::detail {

/// gpt-oss: NAME_blocks [.., in / 32, 16] and NAME_scales [.., in / 32] become NAME [.., in] in mxfp4.
GANYMEDE_ONCE void unpack_mxfp4(QuantizedTensors& tensors, const Settings& config);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/mxfp4.ipp>
#endif
