#pragma once
// compressed-tensors, and transformers' own fp8: a scale for the tensor, a row, a group of a row or a block.

#include <ganymede/io/quantized/quantized_tensors.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <bit>

namespace ganymede::inline v0::detail {

/// The floats that e4m3 bytes stand for (OCP 8-bit floating point, section 5.1), NaN for the two that are none.
constexpr float e4m3_to_float(std::uint8_t bits) noexcept {
  const int exponent = bits >> 3 & 15, fraction = bits & 7;
  const float magnitude =
      exponent == 0 ? static_cast<float>(fraction) * 0x1p-9f
                    : std::bit_cast<float>(static_cast<std::uint32_t>(exponent + 120) << 23 | static_cast<std::uint32_t>(fraction) << 20);
  const float value = (bits & 0x7f) == 0x7f ? std::bit_cast<float>(0x7fc00000u) : magnitude;
  return bits >> 7 != 0 ? -value : value;
}

/// compressed-tensors: weight (int8 or fp8) or weight_packed (1 to 8 bits, a stream), weight_scale, weight_zero_point; a scale for the
/// tensor, a row, a group of a row or a block. Source: its compressors.
GANYMEDE_ONCE void unpack_compressed_tensors(QuantizedTensors& tensors, const Settings& config);

/// transformers' FineGrainedFP8: weight in fp8, weight_scale_inv for each block, or one. `kept`: what products take.
GANYMEDE_ONCE void unpack_fp8(QuantizedTensors& tensors, const Settings& config, DType kept);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/quantized/compressed_tensors.ipp>
#endif
