#pragma once
// int8: a row of 8-bit integers with one f32 scale, max|x| / 127, before them: x = scale * q. Rows of a weight are a product's outputs,
// so this is symmetric quantisation per output channel. No file holds it; weights are quantised to it at load.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cmath>

namespace ganymede::inline v0 {
namespace detail {

inline void dequantize_int8(const std::byte* row, float* out, Index columns) noexcept {
  const float scale = load<float>(row);
  for (Index i = 0; i < columns; ++i) out[i] = scale * static_cast<float>(load<std::int8_t>(row + 4 + i));
}

inline void quantize_int8(const float* x, std::byte* row, Index columns) noexcept {
  float largest = 0.0f;
  for (Index i = 0; i < columns; ++i) largest = std::max(largest, std::fabs(x[i]));
  const float scale = largest / 127.0f;
  const float inverse = scale > 0x1p-126f ? 1.0f / scale : 0.0f;
  store(row, scale);
  for (Index i = 0; i < columns; ++i) {
    const float q = std::round(x[i] * inverse);
    const float bounded = q > -127.0f ? (q < 127.0f ? q : 127.0f) : -127.0f;  // NaN gives -127
    store(row + 4 + i, static_cast<std::int8_t>(bounded));
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
