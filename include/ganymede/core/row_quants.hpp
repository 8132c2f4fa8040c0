#pragma once
// int8: a row of 8-bit integers with one f32 scale, max|x| / 127, before them: x = scale * q. Rows of a weight are a product's outputs,
// so this is symmetric quantisation per output channel. No file holds it; weights are quantised to it at load.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/nearest.hpp>
#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {
namespace detail {

inline void dequantize_int8(const std::byte* row, float* out, Index columns) noexcept {
  const float scale = load<float>(row);
  for (Index i = 0; i < columns; ++i) out[i] = scale * static_cast<float>(load<std::int8_t>(row + 4 + i));
}

inline void quantize_int8(const float* x, std::byte* row, Index columns) noexcept {
  const float scale = largest_magnitude(x, columns) / 127.0f;
  const float inverse = scale > 0x1p-126f ? 1.0f / scale : 0.0f;
  store(row, scale);
  for (Index i = 0; i < columns; ++i) store(row + 4 + i, nearest_int8(x[i] * inverse, -127.0f));
}

}  // namespace detail
}  // namespace ganymede::inline v0
