#pragma once
// Numbers that small integers cannot stand for. Quantising makes zeros or plausible values of NaN and infinity, and what lies beyond f16
// makes a scale infinite: an answer would be wrong and look right, so such weights are refused, by name.

#include <ganymede/core/error.hpp>
#include <ganymede/core/quantized_blocks.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

/// Without branches, so that compilers make vectors of it.
inline bool all_finite(const float* x, Index count) noexcept {
  std::uint32_t largest = 0;
  for (Index i = 0; i < count; ++i) largest = std::max(largest, std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffu);
  return largest < 0x7f800000u;
}

/// Where a stored row keeps what its integers are multiplied by and added to: bytes from a block's begin to its f16 numbers, -1 for none.
struct ScalesAt {
  int scale = -1, minimum = -1;
};
constexpr ScalesAt scales_at(DType dtype) noexcept {
  switch (dtype) {
    case DType::q8_0:
    case DType::q4_0:
    case DType::q5_0:
      return {0};
    case DType::q4_1:
    case DType::q5_1:
    case DType::q4_k:
    case DType::q5_k:
      return {0, 2};
    case DType::q2_k:
      return {80, 82};
    case DType::q3_k:
      return {108};
    case DType::q6_k:
      return {208};
    default:
      return {};
  }
}

/// Whether a stored row's scales and minima are finite; of f16 and bf16, its numbers. True for f32.
inline bool stored_finite(DType dtype, const std::byte* row, Index columns) noexcept {
  if (dtype == DType::f32) return true;
  if (dtype == DType::int8) return std::isfinite(load<float>(row));
  const auto [values, bytes] = block_shape(dtype);
  const std::uint16_t exponent = dtype == DType::bf16 ? 0x7f80 : 0x7c00;
  const ScalesAt at = is_quantized(dtype) ? scales_at(dtype) : ScalesAt{0};
  bool finite = true;
  for (Index i = 0; i < columns; i += values, row += bytes)
    for (const int place : {at.scale, at.minimum})
      finite = finite && (place < 0 || (load<std::uint16_t>(row + place) & exponent) != exponent);
  return finite;
}

}  // namespace detail

/// Which weight a row belongs to, for messages.
struct WeightRow {
  std::string_view file, tensor;
  Index row = 0;
};

/// Throws TensorError where `stored`, a row [columns] of `dtype` as a file holds it, is made of scales that are not finite. Numbers that
/// are floats may be anything: products show what they are.
inline void require_finite_scales(DType dtype, const std::byte* stored, Index columns, const WeightRow& at) {
  if (is_quantized(dtype) && !detail::stored_finite(dtype, stored, columns))
    throw TensorError{{.problem = "a quantised weight has a scale that is not finite",
                       .file = std::string(at.file),
                       .key = std::string(at.tensor),
                       .expected = "finite numbers",
                       .found = "infinity or NaN in row " + std::to_string(at.row)}};
}

/// Throws TensorError where `stored`, which quantize() made of the floats `row`, cannot stand for them: a number that is not finite, in a
/// block type, or one that is too large for f16, bf16 or the scales of a block type.
inline void require_representable(DType dtype, const float* row, const std::byte* stored, Index columns, const WeightRow& at) {
  const bool finite = detail::all_finite(row, columns);
  if (finite ? detail::stored_finite(dtype, stored, columns) : !is_quantized(dtype)) return;
  Index worst = 0;
  for (Index i = 0; i < columns && std::isfinite(row[worst]); ++i)
    if (!std::isfinite(row[i]) || std::fabs(row[i]) > std::fabs(row[worst])) worst = i;
  const std::string type(name(dtype));
  throw TensorError{{.problem = finite ? "a weight is too large for " + type : "a weight that is not finite cannot become " + type,
                     .file = std::string(at.file),
                     .key = std::string(at.tensor),
                     .expected = finite ? "numbers within its range" : "finite numbers",
                     .found = std::to_string(row[worst]) + " in row " + std::to_string(at.row) + ", column " + std::to_string(worst)}};
}

}  // namespace ganymede::inline v0
