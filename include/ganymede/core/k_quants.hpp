#pragma once
// ggml's "k" blocks of 256 values: 8 or 16 sub-blocks with small integer scales, themselves scaled by one f16 (two where
// there are minima). Value i has sub-block i / 32 (q4_k, q5_k) or i / 16 (the others).
//
//   q2_k  sc[16] (low nibble scale, high nibble minimum), qs[64], d, dmin     x = d * scale * q - dmin * minimum
//   q3_k  hmask[32], qs[64], scales[12] (6 bits each), d                      x = d * (scale - 32) * (q - 4)
//   q4_k  d, dmin, scales[12] (6 + 6 bits each), qs[128]                      x = d * scale * q - dmin * minimum
//   q5_k  d, dmin, scales[12] (6 + 6 bits each), qh[32], qs[128]              x = d * scale * q - dmin * minimum
//   q6_k  ql[128], qh[64], int8 scales[16], d                                 x = d * scale * (q - 32)
//
// All products are exact in float (at most 11 + 7 + 5 bits), so that a fused multiply-add gives the same bits.
// Source: ggml's ggml-quants.c, and quants.py of its `gguf` package.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/half.hpp>

namespace ganymede::inline v0 {
namespace detail {

inline std::uint32_t byte_at(const std::byte* from, int i) noexcept { return static_cast<std::uint32_t>(from[i]); }

/// The scale and the minimum, 6 bits each, of sub-block s of 8 in q4_k and q5_k.
struct ScaleMin {
  std::uint32_t scale, minimum;
};
inline ScaleMin k_scale_min(const std::byte* scales, int s) noexcept {
  if (s < 4) return {byte_at(scales, s) & 63u, byte_at(scales, s + 4) & 63u};
  const std::uint32_t low = byte_at(scales, s + 4);
  return {(low & 15u) | ((byte_at(scales, s - 4) >> 6) << 4), (low >> 4) | ((byte_at(scales, s) >> 6) << 4)};
}

/// A block in one form for all types: x = d * scale * (q - zero) - dmin * minimum.
struct KBlock {
  std::uint16_t d = 0, dmin = 0;  // f16
  std::int8_t scales[16]{};       // of 16 values each; where 32 share one, it stands twice
  std::uint8_t minima[16]{}, q[256];
};
/// What q6_k and q3_k take off their quants; the others have minima.
constexpr int k_zero(DType dtype) noexcept { return dtype == DType::q6_k ? 32 : dtype == DType::q3_k ? 4 : 0; }

template <DType dtype>
KBlock read_k_block(const std::byte* from) noexcept {
  KBlock k;
  const auto bits = [from](int at, int shift, std::uint32_t mask) { return (byte_at(from, at) >> shift) & mask; };
  const auto half = [from](int at) { return load<std::uint16_t>(from + at); };
  constexpr int d = dtype == DType::q2_k ? 80 : dtype == DType::q3_k ? 108 : dtype == DType::q6_k ? 208 : 0;
  k.d = half(d);
  if constexpr (k_zero(dtype) == 0) k.dmin = half(d + 2);
  for (int s = 0; s < 16; ++s) {
    std::int8_t scale = 0;
    std::uint32_t minimum = 0;
    if constexpr (dtype == DType::q2_k) {
      scale = static_cast<std::int8_t>(bits(s, 0, 15));
      minimum = bits(s, 4, 15);
    } else if constexpr (dtype == DType::q3_k) {
      const std::uint32_t biased = bits(96 + s % 8, s / 8 * 4, 15) | bits(104 + s % 4, s / 4 * 2, 3) << 4;
      scale = static_cast<std::int8_t>(static_cast<int>(biased) - 32);
    } else if constexpr (dtype == DType::q6_k) {
      scale = load<std::int8_t>(from + 192 + s);
    } else {
      const ScaleMin both = k_scale_min(from + 4, s / 2);
      scale = static_cast<std::int8_t>(both.scale);
      minimum = both.minimum;
    }
    k.scales[s] = scale;
    k.minima[s] = static_cast<std::uint8_t>(minimum);
  }
  for (int i = 0; i < 256; ++i) {
    const int crumb = i / 128 * 32 + i % 32, place = i / 32 % 4 * 2;  // of two bits
    const int nibble = i / 64 * 32 + i % 32, upper = i / 32 % 2 * 4;
    std::uint32_t q = 0;
    if constexpr (dtype == DType::q2_k) q = bits(16 + crumb, place, 3);
    if constexpr (dtype == DType::q3_k) q = bits(32 + crumb, place, 3) | bits(i % 32, i / 32, 1) << 2;
    if constexpr (dtype == DType::q4_k) q = bits(16 + nibble, upper, 15);
    if constexpr (dtype == DType::q5_k) q = bits(48 + nibble, upper, 15) | bits(16 + i % 32, i / 32, 1) << 4;
    if constexpr (dtype == DType::q6_k) q = bits(i / 128 * 64 + i % 64, i / 64 % 2 * 4, 15) | bits(128 + crumb, place, 3) << 4;
    k.q[i] = static_cast<std::uint8_t>(q);
  }
  return k;
}

template <DType Type>
void dequantize_k(const std::byte* block, float* out) noexcept {
  const KBlock k = read_k_block<Type>(block);
  const float d = half_to_float(k.d), dmin = half_to_float(k.dmin);
  for (int i = 0; i < 256; ++i) {
    const int s = i / 16;
    const float scaled = d * static_cast<float>(k.scales[s]) * static_cast<float>(k.q[i] - k_zero(Type));
    out[i] = k_zero(Type) == 0 ? scaled - dmin * static_cast<float>(k.minima[s]) : scaled;
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
