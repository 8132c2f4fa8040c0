#pragma once
// Numbers that small integers cannot stand for. Quantising makes zeros or plausible values of NaN and infinity, and what lies beyond f16
// makes a scale infinite: an answer would be wrong and look right, so such weights are refused, by name.

#include <ganymede/core/error.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

/// Without branches, so that compilers make vectors of it.
GANYMEDE_ONCE bool all_finite(const float* x, Index count) noexcept;

/// Where a stored row keeps what its integers are multiplied by and added to: bytes from a block's begin to its f16 numbers, -1 for none
/// or none that are f16.
struct ScalesAt {
  int scale = -1, minimum = -1;
};
constexpr ScalesAt scales_at(DType dtype) noexcept {
  switch (dtype) {
    case DType::q8_0:
    case DType::q4_0:
    case DType::q5_0:
    case DType::iq1_s:
    case DType::iq2_xxs:
    case DType::iq2_xs:
    case DType::iq2_s:
    case DType::iq3_xxs:
    case DType::iq3_s:
    case DType::iq4_nl:
    case DType::iq4_xs:
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
    case DType::tq1_0:
      return {52};
    case DType::tq2_0:
      return {64};
    default:
      return {};
  }
}

/// Whether a stored row's scales and minima are finite; of f16 and bf16, its numbers. True for f32.
GANYMEDE_ONCE bool stored_finite(DType dtype, const std::byte* row, Index columns) noexcept;

}  // namespace detail

/// Which weight a row belongs to, for messages.
struct WeightRow {
  std::string_view file, tensor;
  Index row = 0;
};

/// Throws TensorError where `stored`, a row [columns] of `dtype` as a file holds it, is made of scales that are not finite. Numbers that
/// are floats may be anything: products show what they are.
GANYMEDE_ONCE void require_finite_scales(DType dtype, const std::byte* stored, Index columns, const WeightRow& at);

/// Throws TensorError where `stored`, which quantize() made of the floats `row`, cannot stand for them: a number that is not finite, in a
/// block type, or one that is too large for f16, bf16 or the scales of a block type.
GANYMEDE_ONCE void require_representable(DType dtype, const float* row, const std::byte* stored, Index columns, const WeightRow& at);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/finite_weights.ipp>
#endif
