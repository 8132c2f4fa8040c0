#pragma once
// The two 16-bit floats, as bits: IEEE binary16 (f16) and bfloat16 (bf16, the upper half of a float).
// Narrowing rounds to nearest, ties to even. The results equal those of x86 F16C and AArch64 FCVT, NaN payloads included
// (a signalling NaN becomes quiet), so that kernels may use the instructions.

#include <ganymede/core/types.hpp>

#include <bit>

namespace ganymede::inline v0 {

/// Exact: every f16 is a float.
constexpr float half_to_float(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fu;
  const std::uint32_t fraction = half & 0x3ffu;
  if (exponent == 0x1f)  // infinity, NaN
    return std::bit_cast<float>(sign | 0x7f800000u | (fraction << 13) | (fraction != 0 ? 0x00400000u : 0u));
  if (exponent == 0) {  // zero, subnormal: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

/// Magnitudes from 65520 on become infinity, those up to 2^-25 zero.
constexpr std::uint16_t float_to_half(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<std::uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x3ffu));
  if (magnitude >= 0x47800000u) return static_cast<std::uint16_t>(sign | 0x7c00u);  // 65536 and above
  // The significand with its leading one, and how many of its bits fall off: 13, more for a subnormal result.
  const std::uint32_t exponent = magnitude >> 23;
  if (exponent < 102) return static_cast<std::uint16_t>(sign);  // below 2^-25
  const bool subnormal = exponent < 113;
  const std::uint32_t significand = (magnitude & 0x7fffffu) | (subnormal ? 0x800000u : (exponent - 112) << 23);
  const std::uint32_t shift = subnormal ? 126 - exponent : 13;
  const std::uint32_t kept = significand >> shift;
  const std::uint32_t lost = significand & ((1u << shift) - 1);
  const std::uint32_t half = 1u << (shift - 1);
  const std::uint32_t up = (lost > half || (lost == half && (kept & 1u) != 0)) ? 1u : 0u;
  return static_cast<std::uint16_t>(sign | (kept + up));  // a carry runs into the exponent, as it should
}

/// Exact: every bf16 is a float.
constexpr float bfloat_to_float(std::uint16_t bfloat) noexcept { return std::bit_cast<float>(static_cast<std::uint32_t>(bfloat) << 16); }

/// A NaN keeps its upper payload and becomes quiet.
constexpr std::uint16_t float_to_bfloat(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace ganymede::inline v0
