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
#include <ganymede/core/half.hpp>

namespace ganymede::inline v0 {
namespace detail {

inline std::uint32_t byte_at(const std::byte* from, int i) noexcept { return static_cast<std::uint32_t>(from[i]); }
inline float half_at(const std::byte* from) noexcept { return half_to_float(load<std::uint16_t>(from)); }

/// The scale and the minimum, 6 bits each, of sub-block s of 8 in q4_k and q5_k.
struct ScaleMin {
  std::uint32_t scale, minimum;
};
inline ScaleMin k_scale_min(const std::byte* scales, int s) noexcept {
  if (s < 4) return {byte_at(scales, s) & 63u, byte_at(scales, s + 4) & 63u};
  const std::uint32_t low = byte_at(scales, s + 4);
  return {(low & 15u) | ((byte_at(scales, s - 4) >> 6) << 4), (low >> 4) | ((byte_at(scales, s) >> 6) << 4)};
}

inline void dequantize_q2_k(const std::byte* block, float* out) noexcept {
  const std::byte* const qs = block + 16;
  const float d = half_at(block + 80), dmin = half_at(block + 82);
  for (int i = 0; i < 256; ++i) {
    const std::uint32_t sub = byte_at(block, i / 16);
    const std::uint32_t q = (byte_at(qs, i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3u;
    out[i] = d * static_cast<float>(sub & 15u) * static_cast<float>(q) - dmin * static_cast<float>(sub >> 4);
  }
}

inline void dequantize_q3_k(const std::byte* block, float* out) noexcept {
  const std::byte* const qs = block + 32;
  const std::byte* const scales = block + 96;
  const float d = half_at(block + 108);
  for (int s = 0; s < 16; ++s) {
    const std::uint32_t low = (byte_at(scales, s % 8) >> (s / 8 * 4)) & 15u;
    const std::uint32_t high = (byte_at(scales, 8 + s % 4) >> (s / 4 * 2)) & 3u;
    const float dl = d * static_cast<float>(static_cast<int>(low | (high << 4)) - 32);
    for (int i = 16 * s; i < 16 * s + 16; ++i) {
      const int q = static_cast<int>((byte_at(qs, i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3u);
      const bool high_bit = ((byte_at(block, i % 32) >> (i / 32)) & 1u) != 0;
      out[i] = dl * static_cast<float>(high_bit ? q : q - 4);
    }
  }
}

inline void dequantize_q4_k(const std::byte* block, float* out) noexcept {
  const float d = half_at(block), dmin = half_at(block + 2);
  for (int s = 0; s < 8; ++s) {
    const auto [scale, minimum] = k_scale_min(block + 4, s);
    const float dl = d * static_cast<float>(scale), ml = dmin * static_cast<float>(minimum);
    const std::byte* const qs = block + 16 + s / 2 * 32;
    for (int l = 0; l < 32; ++l) out[32 * s + l] = dl * static_cast<float>((byte_at(qs, l) >> (s % 2 * 4)) & 15u) - ml;
  }
}

inline void dequantize_q5_k(const std::byte* block, float* out) noexcept {
  const float d = half_at(block), dmin = half_at(block + 2);
  const std::byte* const qh = block + 16;
  for (int s = 0; s < 8; ++s) {
    const auto [scale, minimum] = k_scale_min(block + 4, s);
    const float dl = d * static_cast<float>(scale), ml = dmin * static_cast<float>(minimum);
    const std::byte* const qs = block + 48 + s / 2 * 32;
    for (int l = 0; l < 32; ++l) {
      const std::uint32_t q = ((byte_at(qs, l) >> (s % 2 * 4)) & 15u) | (((byte_at(qh, l) >> s) & 1u) << 4);
      out[32 * s + l] = dl * static_cast<float>(q) - ml;
    }
  }
}

inline void dequantize_q6_k(const std::byte* block, float* out) noexcept {
  const std::byte* const qh = block + 128;
  const std::byte* const scales = block + 192;
  const float d = half_at(block + 208);
  for (int i = 0; i < 256; ++i) {
    const std::uint32_t low = (byte_at(block, i / 128 * 64 + i % 64) >> (i / 64 % 2 * 4)) & 15u;
    const std::uint32_t high = (byte_at(qh, i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3u;
    const float scale = static_cast<float>(load<std::int8_t>(scales + i / 16));
    out[i] = d * scale * static_cast<float>(static_cast<int>(low | (high << 4)) - 32);
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
