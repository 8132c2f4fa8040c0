#pragma once
// GPTQ and AWQ: words of small integers that lie along the inputs of a layer, or along its outputs.

#include <ganymede/io/quantized/quantized_tensors.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0::detail {

/// Frantar et al. 2022: qweight [in * bits / 32, out], qzeros [groups, out * bits / 32] (less 1 unless of version 2), scales [groups, out],
/// g_idx [in] or nothing; 2, 3, 4 or 8 bits. Source: AutoGPTQ's and GPTQModel's packing.
GANYMEDE_ONCE void unpack_gptq(QuantizedTensors& tensors, const Settings& config);

/// Lin et al. 2023: qweight [in, out / 8], qzeros [groups, out / 8], scales [groups, out], 4 bits; eight outputs of a word in the order
/// 0 2 4 6 1 3 5 7. Source: AutoAWQ's WQLinear_GEMM.
GANYMEDE_ONCE void unpack_awq(QuantizedTensors& tensors, const Settings& config);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/gptq.ipp>
#endif
