#pragma once
// The bodies of quantized_blocks.hpp.

#include <ganymede/core/quantized_blocks.hpp>

#include <ganymede/core/block_quants.hpp>
#include <ganymede/core/code_quants.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/core/k_quants.hpp>
#include <ganymede/core/row_quants.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace ganymede::inline v0 {
namespace detail {

template <void (*block_to_floats)(const std::byte*, float*) noexcept>
void dequantize_blocks(DType dtype, const std::byte* row, float* out, Index columns) {
  const auto [values, bytes] = block_shape(dtype);
  for (Index i = 0; i < columns; i += values, row += bytes) block_to_floats(row, out + i);
}

template <void (*floats_to_block)(const float*, std::byte*) noexcept>
void quantize_blocks(DType dtype, const float* row, std::byte* out, Index columns) {
  const auto [values, bytes] = block_shape(dtype);
  for (Index i = 0; i < columns; i += values, out += bytes) floats_to_block(row + i, out);
}

/// convert(from[i]) for a row of unaligned elements, in runs of 32 that compilers turn into vector code.
template <class To, class From, class Convert>
void convert_row(const std::byte* from, std::byte* to, Index columns, Convert convert) {
  constexpr std::size_t run = 32;
  std::array<From, run> in{};
  std::array<To, run> out;
  for (auto left = static_cast<std::size_t>(columns); left > 0;) {
    const std::size_t count = std::min(left, run);
    std::memcpy(in.data(), from, count * sizeof(From));
    for (std::size_t i = 0; i < run; ++i) out[i] = convert(in[i]);
    std::memcpy(to, out.data(), count * sizeof(To));
    from += count * sizeof(From);
    to += count * sizeof(To);
    left -= count;
  }
}

}  // namespace detail

GANYMEDE_ONCE void dequantize(DType dtype, const std::byte* row, float* out, Index columns) {
  if (!is_weight(dtype)) throw InputError{{.problem = std::string(name(dtype)) + " is no weight type", .key = "dtype"}};
  static_cast<void>(row_bytes(dtype, columns));  // whole blocks only
  switch (dtype) {
    case DType::f32:
      if (columns > 0) std::memcpy(out, row, static_cast<std::size_t>(columns) * sizeof(float));
      return;
    case DType::f16:
      return detail::convert_row<float, std::uint16_t>(row, reinterpret_cast<std::byte*>(out), columns, half_to_float);
    case DType::bf16:
      return detail::convert_row<float, std::uint16_t>(row, reinterpret_cast<std::byte*>(out), columns, bfloat_to_float);
    case DType::q8_0:
      return detail::dequantize_blocks<detail::dequantize_q8_0>(dtype, row, out, columns);
    case DType::q4_0:
      return detail::dequantize_blocks<detail::dequantize_nibbles<4, false>>(dtype, row, out, columns);
    case DType::q4_1:
      return detail::dequantize_blocks<detail::dequantize_nibbles<4, true>>(dtype, row, out, columns);
    case DType::q5_0:
      return detail::dequantize_blocks<detail::dequantize_nibbles<5, false>>(dtype, row, out, columns);
    case DType::q5_1:
      return detail::dequantize_blocks<detail::dequantize_nibbles<5, true>>(dtype, row, out, columns);
    case DType::q2_k:
      return detail::dequantize_blocks<detail::dequantize_k<DType::q2_k>>(dtype, row, out, columns);
    case DType::q3_k:
      return detail::dequantize_blocks<detail::dequantize_k<DType::q3_k>>(dtype, row, out, columns);
    case DType::q4_k:
      return detail::dequantize_blocks<detail::dequantize_k<DType::q4_k>>(dtype, row, out, columns);
    case DType::q5_k:
      return detail::dequantize_blocks<detail::dequantize_k<DType::q5_k>>(dtype, row, out, columns);
    case DType::q6_k:
      return detail::dequantize_blocks<detail::dequantize_k<DType::q6_k>>(dtype, row, out, columns);
    case DType::iq4_nl:
      return detail::dequantize_blocks<detail::dequantize_code_32<DType::iq4_nl>>(dtype, row, out, columns);
    case DType::mxfp4:
      return detail::dequantize_blocks<detail::dequantize_code_32<DType::mxfp4>>(dtype, row, out, columns);
    case DType::nf4:
      return detail::dequantize_blocks<detail::dequantize_code_32<DType::nf4>>(dtype, row, out, columns);
    case DType::fp4:
      return detail::dequantize_blocks<detail::dequantize_code_32<DType::fp4>>(dtype, row, out, columns);
    case DType::iq1_s:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq1_s>>(dtype, row, out, columns);
    case DType::iq1_m:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq1_m>>(dtype, row, out, columns);
    case DType::iq2_xxs:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq2_xxs>>(dtype, row, out, columns);
    case DType::iq2_xs:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq2_xs>>(dtype, row, out, columns);
    case DType::iq2_s:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq2_s>>(dtype, row, out, columns);
    case DType::iq3_xxs:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq3_xxs>>(dtype, row, out, columns);
    case DType::iq3_s:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq3_s>>(dtype, row, out, columns);
    case DType::iq4_xs:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::iq4_xs>>(dtype, row, out, columns);
    case DType::tq1_0:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::tq1_0>>(dtype, row, out, columns);
    case DType::tq2_0:
      return detail::dequantize_blocks<detail::dequantize_code_256<DType::tq2_0>>(dtype, row, out, columns);
    case DType::int8:
      return detail::dequantize_int8(row, out, columns);
    default:
      return;  // not a weight: refused above
  }
}

GANYMEDE_ONCE void quantize(DType dtype, const float* row, std::byte* out, Index columns) {
  static_cast<void>(row_bytes(dtype, columns));
  switch (dtype) {
    case DType::f32:
      if (columns > 0) std::memcpy(out, row, static_cast<std::size_t>(columns) * sizeof(float));
      return;
    case DType::f16:
      return detail::convert_row<std::uint16_t, float>(reinterpret_cast<const std::byte*>(row), out, columns, float_to_half);
    case DType::bf16:
      return detail::convert_row<std::uint16_t, float>(reinterpret_cast<const std::byte*>(row), out, columns, float_to_bfloat);
    case DType::q8_0:
      return detail::quantize_blocks<detail::quantize_q8_0>(dtype, row, out, columns);
    case DType::q4_0:
      return detail::quantize_blocks<detail::quantize_nibbles<4, false>>(dtype, row, out, columns);
    case DType::q4_1:
      return detail::quantize_blocks<detail::quantize_nibbles<4, true>>(dtype, row, out, columns);
    case DType::q5_0:
      return detail::quantize_blocks<detail::quantize_nibbles<5, false>>(dtype, row, out, columns);
    case DType::q5_1:
      return detail::quantize_blocks<detail::quantize_nibbles<5, true>>(dtype, row, out, columns);
    case DType::int8:
      return detail::quantize_int8(row, out, columns);
    default:
      throw InputError{{.problem = "cannot quantize to " + std::string(name(dtype)),
                        .key = "dtype",
                        .expected = "f32, f16, bf16, int8, q8_0, q4_0, q4_1, q5_0 or q5_1",
                        .found = std::string(name(dtype))}};
  }
}

}  // namespace ganymede::inline v0
