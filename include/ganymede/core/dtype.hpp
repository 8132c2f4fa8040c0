#pragma once
// Element types of stored tensors: plain numbers, and blocks (a few values that share a scale), ggml's and two of our own: nf4 and fp4
// (core/code_quants.hpp), which bitsandbytes' files become.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// How the elements of a tensor are stored.
enum class DType : std::uint8_t {
  // usable as weights: see core/quantized_blocks.hpp
  f32,
  f16,
  bf16,
  q8_0,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q2_k,
  q3_k,
  q4_k,
  q5_k,
  q6_k,
  iq1_s,
  iq1_m,
  iq2_xxs,
  iq2_xs,
  iq2_s,
  iq3_xxs,
  iq3_s,
  iq4_nl,
  iq4_xs,
  mxfp4,
  tq1_0,
  tq2_0,
  nf4,
  fp4,
  int8,  // clang-format off
  // storable, never a weight
  f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean, f8_e4m3, f8_e5m2, f8_e8m0, c64,
};  // clang-format on

/// A tensor's row is a sequence of blocks: `values` elements in `bytes` bytes.
struct BlockShape {
  Index values;
  std::size_t bytes;
};

namespace detail {
struct DTypeTraits {
  DType dtype;
  std::string_view name;
  BlockShape block;
};
inline constexpr std::array<DTypeTraits, 42> dtype_traits{{
    {DType::f32, "f32", {1, 4}},
    {DType::f16, "f16", {1, 2}},
    {DType::bf16, "bf16", {1, 2}},
    {DType::q8_0, "q8_0", {32, 34}},
    {DType::q4_0, "q4_0", {32, 18}},
    {DType::q4_1, "q4_1", {32, 20}},
    {DType::q5_0, "q5_0", {32, 22}},
    {DType::q5_1, "q5_1", {32, 24}},
    {DType::q2_k, "q2_k", {256, 84}},
    {DType::q3_k, "q3_k", {256, 110}},
    {DType::q4_k, "q4_k", {256, 144}},
    {DType::q5_k, "q5_k", {256, 176}},
    {DType::q6_k, "q6_k", {256, 210}},
    {DType::iq1_s, "iq1_s", {256, 50}},
    {DType::iq1_m, "iq1_m", {256, 56}},
    {DType::iq2_xxs, "iq2_xxs", {256, 66}},
    {DType::iq2_xs, "iq2_xs", {256, 74}},
    {DType::iq2_s, "iq2_s", {256, 82}},
    {DType::iq3_xxs, "iq3_xxs", {256, 98}},
    {DType::iq3_s, "iq3_s", {256, 110}},
    {DType::iq4_nl, "iq4_nl", {32, 18}},
    {DType::iq4_xs, "iq4_xs", {256, 136}},
    {DType::mxfp4, "mxfp4", {32, 17}},
    {DType::tq1_0, "tq1_0", {256, 54}},
    {DType::tq2_0, "tq2_0", {256, 66}},
    {DType::nf4, "nf4", {32, 20}},
    {DType::fp4, "fp4", {32, 20}},
    {DType::int8, "int8", {32, 32}},
    {DType::f64, "f64", {1, 8}},
    {DType::i8, "i8", {1, 1}},
    {DType::i16, "i16", {1, 2}},
    {DType::i32, "i32", {1, 4}},
    {DType::i64, "i64", {1, 8}},
    {DType::u8, "u8", {1, 1}},
    {DType::u16, "u16", {1, 2}},
    {DType::u32, "u32", {1, 4}},
    {DType::u64, "u64", {1, 8}},
    {DType::boolean, "bool", {1, 1}},
    {DType::f8_e4m3, "f8_e4m3", {1, 1}},
    {DType::f8_e5m2, "f8_e5m2", {1, 1}},
    {DType::f8_e8m0, "f8_e8m0", {1, 1}},
    {DType::c64, "c64", {1, 8}},
}};
static_assert([] {
  for (std::size_t i = 0; i < dtype_traits.size(); ++i)
    if (static_cast<std::size_t>(dtype_traits[i].dtype) != i) return false;
  return static_cast<std::size_t>(DType::c64) + 1 == dtype_traits.size();
}());

constexpr const DTypeTraits& traits(DType dtype) { return dtype_traits[static_cast<std::size_t>(dtype)]; }
}  // namespace detail

/// The name in lower case, as in options and messages: "f32", "q4_k", "bool".
constexpr std::string_view name(DType dtype) { return detail::traits(dtype).name; }

/// The inverse of name(); nothing for an unknown name.
constexpr std::optional<DType> parse_dtype(std::string_view text) {
  for (const auto& known : detail::dtype_traits)
    if (known.name == text) return known.dtype;
  return std::nullopt;
}

/// f32 {1, 4}; q4_0 {32, 18}; q4_k {256, 144}; int8 {32, 32}, though its scale is the row's: products take 32 values at a time.
constexpr BlockShape block_shape(DType dtype) { return detail::traits(dtype).block; }

/// Whether several values share a scale.
constexpr bool is_quantized(DType dtype) { return block_shape(dtype).values > 1; }

/// Whether a weight may have this element type.
constexpr bool is_weight(DType dtype) { return dtype <= DType::int8; }

/// Bytes of one row of `columns` elements. TensorError if columns is negative, no multiple of the block, or too large.
GANYMEDE_ONCE std::size_t row_bytes(DType dtype, Index columns);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/dtype.ipp>
#endif
