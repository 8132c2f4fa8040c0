#pragma once
// The bodies of finite_weights.hpp.

#include <ganymede/core/finite_weights.hpp>

#include <ganymede/core/code_quants.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE bool all_finite(const float* x, Index count) noexcept {
  std::uint32_t largest = 0;
  for (Index i = 0; i < count; ++i) largest = std::max(largest, std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffu);
  return largest < 0x7f800000u;
}

/// The scales of a block that are no f16 in one place.
inline bool other_scale_finite(DType dtype, const std::byte* block) noexcept {
  switch (dtype) {
    case DType::iq1_m:
      return (iq1_m_scale(block) & 0x7c00) != 0x7c00;
    case DType::mxfp4:
      return load<std::uint8_t>(block) <= 252;  // 255 is NaN; from 253 on, twelve times 2^(e - 128) is more than floats hold
    case DType::nf4:
    case DType::fp4:
      return std::isfinite(load<float>(block) * 127.0f);
    default:
      return true;
  }
}

GANYMEDE_ONCE bool stored_finite(DType dtype, const std::byte* row, Index columns) noexcept {
  if (dtype == DType::f32) return true;
  if (dtype == DType::int8) return std::isfinite(load<float>(row));
  const auto [values, bytes] = block_shape(dtype);
  const std::uint16_t exponent = dtype == DType::bf16 ? 0x7f80 : 0x7c00;
  const ScalesAt at = is_quantized(dtype) ? scales_at(dtype) : ScalesAt{0};
  bool finite = true;
  if (at.scale < 0) {
    for (Index i = 0; i < columns; i += values, row += bytes) finite = finite && other_scale_finite(dtype, row);
    return finite;
  }
  for (Index i = 0; i < columns; i += values, row += bytes)
    for (const int place : {at.scale, at.minimum})
      finite = finite && (place < 0 || (load<std::uint16_t>(row + place) & exponent) != exponent);
  return finite;
}

}  // namespace detail

GANYMEDE_ONCE void require_finite_scales(DType dtype, const std::byte* stored, Index columns, const WeightRow& at) {
  if (is_quantized(dtype) && !detail::stored_finite(dtype, stored, columns))
    throw TensorError{{.problem = "a quantised weight has a scale that is not finite",
                       .file = std::string(at.file),
                       .key = std::string(at.tensor),
                       .expected = "finite numbers",
                       .found = "infinity or NaN in row " + std::to_string(at.row)}};
}

GANYMEDE_ONCE void require_representable(DType dtype, const float* row, const std::byte* stored, Index columns, const WeightRow& at) {
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
