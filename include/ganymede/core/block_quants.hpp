#pragma once
// ggml's blocks of 32 values: one f16 scale d (and, for *_1, one f16 minimum m) and 32 small integers q.
//
//   q8_0  d, int8 q[32]                              x = d * q
//   q4_0  d, nibbles[16]                             x = d * (q - 8)
//   q4_1  d, m, nibbles[16]                          x = d * q + m
//   q5_0  d, fifth bits (uint32), nibbles[16]        x = d * (q - 16)
//   q5_1  d, m, fifth bits (uint32), nibbles[16]     x = d * q + m
//
// Byte j of the nibbles holds value j below and value j + 16 above. d * q is exact in float (11 + 7 bits), so that a fused
// multiply-add gives the same bits. Source: ggml's ggml-quants.c, and quants.py of its `gguf` package.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/nearest.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace ganymede::inline v0 {
namespace detail {

inline float load_half(const std::byte* from) noexcept { return half_to_float(load<std::uint16_t>(from)); }

inline void dequantize_q8_0(const std::byte* block, float* out) noexcept {
  const float d = load_half(block);
  for (int j = 0; j < 32; ++j) out[j] = static_cast<float>(load<std::int8_t>(block + 2 + j)) * d;
}

/// q4_0, q4_1 (Bits = 4), q5_0, q5_1 (Bits = 5); the *_1 have a minimum.
template <int Bits, bool Minimum>
void dequantize_nibbles(const std::byte* block, float* out) noexcept {
  const float d = load_half(block);
  const float m = Minimum ? load_half(block + 2) : 0.0f;
  const std::byte* at = block + (Minimum ? 4 : 2);
  std::uint32_t fifth = 0;
  if constexpr (Bits == 5) {
    fifth = load<std::uint32_t>(at);
    at += 4;
  }
  std::array<std::uint8_t, 16> pairs;  // copied, so that compilers see that `out` does not overlap them
  std::memcpy(pairs.data(), at, pairs.size());
  std::array<float, 32> x;
  for (unsigned j = 0; j < 16; ++j) {
    const unsigned low = (pairs[j] & 15u) | (((fifth >> j) & 1u) << 4), high = (pairs[j] >> 4) | (((fifth >> (j + 16)) & 1u) << 4);
    x[j] = static_cast<float>(static_cast<int>(low) - (Minimum ? 0 : 1 << (Bits - 1)));
    x[j + 16] = static_cast<float>(static_cast<int>(high) - (Minimum ? 0 : 1 << (Bits - 1)));
  }
  for (unsigned j = 0; j < 32; ++j) x[j] = Minimum ? d * x[j] + m : d * x[j];
  std::memcpy(out, x.data(), sizeof x);
}

/// The nibble formats' integer: x rounded down into 0..limit. NaN gives 0.
inline std::uint32_t to_level(float x, std::uint32_t limit) noexcept {
  return x > 0.0f ? (x < static_cast<float>(limit) ? static_cast<std::uint32_t>(x) : limit) : 0u;
}

// Quantising must give the same bits everywhere, so a product and a sum may not be fused here.
// (Clang told -ffp-contract=fast, which is not its default, fuses all the same.)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

inline void quantize_q8_0(const float* x, std::byte* block) noexcept {
  const float d = largest_magnitude(x, 32) / 127.0f;
  const float inverse = d == 0.0f ? 0.0f : 1.0f / d;
  std::array<std::int8_t, 32> quants;
  for (unsigned j = 0; j < 32; ++j) quants[j] = nearest_int8(x[j] * inverse, -128.0f);  // an infinite inverse gives NaN
  store(block, float_to_half(d));
  std::memcpy(block + 2, quants.data(), quants.size());
}

template <int Bits, bool Minimum>
void quantize_nibbles(const float* x, std::byte* block) noexcept {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  constexpr std::uint32_t limit = (1u << Bits) - 1;
  float d = 0.0f, origin = 0.0f, offset = 0.0f;
  if constexpr (Minimum) {
    float low = x[0], high = x[0];
    for (int j = 1; j < 32; ++j) {
      low = std::min(low, x[j]);
      high = std::max(high, x[j]);
    }
    d = (high - low) / static_cast<float>(limit);
    origin = low;
    offset = 0.5f;
    store(block + 2, float_to_half(low));
  } else {  // the value of largest magnitude becomes -2^(Bits - 1) exactly
    float extreme = x[0];
    for (int j = 1; j < 32; ++j)
      if (std::fabs(x[j]) > std::fabs(extreme)) extreme = x[j];
    d = extreme / -static_cast<float>(1 << (Bits - 1));
    offset = static_cast<float>(1 << (Bits - 1)) + 0.5f;
  }
  store(block, float_to_half(d));
  const float inverse = d == 0.0f ? 0.0f : 1.0f / d;
  std::uint32_t fifth = 0;
  std::byte* nibbles = block + (Minimum ? 4 : 2) + (Bits == 5 ? 4 : 0);
  for (int j = 0; j < 16; ++j) {
    const float below = (x[j] - origin) * inverse;
    const float above = (x[j + 16] - origin) * inverse;
    const std::uint32_t q0 = to_level(below + offset, limit);
    const std::uint32_t q1 = to_level(above + offset, limit);
    nibbles[j] = static_cast<std::byte>((q0 & 15u) | ((q1 & 15u) << 4));
    fifth |= ((q0 >> 4) << j) | ((q1 >> 4) << (j + 16));
  }
  if constexpr (Bits == 5) store(nibbles - 4, fifth);
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

}  // namespace detail
}  // namespace ganymede::inline v0
