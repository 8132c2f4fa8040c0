#pragma once
// The two 16-bit floats, as bits: IEEE binary16 (f16) and bfloat16 (bf16, the upper half of a float).
// Narrowing rounds to nearest, ties to even. The results equal those of x86 F16C and AArch64 FCVT, NaN payloads included
// (a signalling NaN becomes quiet), so that kernels may use the instructions.

#include <ganymede/core/types.hpp>

#include <bit>

namespace ganymede::inline v0 {

/// Exact: every f16 is a float. Without branches, as the others here, so that loops over them become vector code.
constexpr float half_to_float(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000u) << 16, magnitude = half & 0x7fffu, fraction = half & 0x3ffu;
  const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<int>(fraction)) * 0x1p-24f);  // or zero
  const std::uint32_t quiet = magnitude > 0x7c00u ? 0x00400000u : 0u;                                                       // NaN
  const std::uint32_t normal = (magnitude << 13) + (magnitude >= 0x7c00u ? 0x70000000u : 0x38000000u);
  return std::bit_cast<float>(sign | (magnitude < 0x400u ? subnormal : normal | quiet));
}

/// Magnitudes from 65520 on become infinity, those up to 2^-25 zero.
constexpr std::uint16_t float_to_half(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value), magnitude = bits & 0x7fffffffu;
  // A subnormal result: added to 0.5, whose last place is 2^-24, the float unit itself rounds.
  const float small = std::bit_cast<float>(magnitude < 0x38800000u ? magnitude : 0u) + 0.5f;
  const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(small) - 0x3f000000u;
  const std::uint32_t normal = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;  // a carry runs into the exponent
  const std::uint32_t not_a_number = 0x7e00u | ((magnitude >> 13) & 0x3ffu);
  std::uint32_t half = magnitude < 0x38800000u ? subnormal : normal;
  half = magnitude >= 0x47800000u ? 0x7c00u : half;  // 65536 and above
  half = magnitude > 0x7f800000u ? not_a_number : half;
  return static_cast<std::uint16_t>(((bits >> 16) & 0x8000u) | half);
}

/// Exact: every bf16 is a float.
constexpr float bfloat_to_float(std::uint16_t bfloat) noexcept { return std::bit_cast<float>(static_cast<std::uint32_t>(bfloat) << 16); }

/// A NaN keeps its upper payload and becomes quiet.
constexpr std::uint16_t float_to_bfloat(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16, quiet = (bits >> 16) | 0x40u;
  return static_cast<std::uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
}

}  // namespace ganymede::inline v0
