#include <ganymede/core/dtype.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("dtype: every name leads back to its type") {
  int types = 0;
  for (const auto& known : detail::dtype_traits) {
    CHECK(parse_dtype(name(known.dtype)) == known.dtype);
    ++types;
  }
  CHECK(types == 42);
  CHECK(name(DType::q4_k) == "q4_k");
  CHECK(name(DType::boolean) == "bool");
  CHECK_FALSE(parse_dtype("F32"));
  CHECK_FALSE(parse_dtype(""));
  CHECK_FALSE(parse_dtype("q4_2"));
}

TEST_CASE("dtype: block shapes are ggml's") {
  const auto is = [](DType dtype, Index values, std::size_t bytes) {
    CAPTURE(name(dtype));
    CHECK(block_shape(dtype).values == values);
    CHECK(block_shape(dtype).bytes == bytes);
  };
  is(DType::f32, 1, 4);
  is(DType::f16, 1, 2);
  is(DType::bf16, 1, 2);
  is(DType::q8_0, 32, 2 + 32);
  is(DType::q4_0, 32, 2 + 16);
  is(DType::q4_1, 32, 2 + 2 + 16);
  is(DType::q5_0, 32, 2 + 4 + 16);
  is(DType::q5_1, 32, 2 + 2 + 4 + 16);
  is(DType::q2_k, 256, 2 + 2 + 256 / 16 + 256 / 4);
  is(DType::q3_k, 256, 2 + 256 / 4 + 256 / 8 + 12);
  is(DType::q4_k, 256, 2 + 2 + 256 / 2 + 12);
  is(DType::q5_k, 256, 2 + 2 + 256 / 2 + 256 / 8 + 12);
  is(DType::q6_k, 256, 2 + 256 / 2 + 256 / 4 + 256 / 16);
  is(DType::iq1_s, 256, 2 + 256 / 8 + 256 / 16);
  is(DType::iq1_m, 256, 256 / 8 + 256 / 16 + 256 / 32);
  is(DType::iq2_xxs, 256, 2 + 256 / 8 * 2);
  is(DType::iq2_xs, 256, 2 + 256 / 8 * 2 + 256 / 32);
  is(DType::iq2_s, 256, 2 + 256 / 4 + 256 / 16);
  is(DType::iq3_xxs, 256, 2 + 256 / 4 + 256 / 8);
  is(DType::iq3_s, 256, 2 + 256 / 4 + 256 / 8 + 256 / 32 + 4);
  is(DType::iq4_nl, 32, 2 + 16);
  is(DType::iq4_xs, 256, 2 + 2 + 256 / 64 + 256 / 2);
  is(DType::mxfp4, 32, 1 + 16);
  is(DType::tq1_0, 256, 2 + 4 + 48);
  is(DType::tq2_0, 256, 2 + 64);
  is(DType::nf4, 32, 4 + 16);
  is(DType::fp4, 32, 4 + 16);
  is(DType::f64, 1, 8);
  is(DType::c64, 1, 8);
}

TEST_CASE("dtype: weights and blocks are told apart") {
  CHECK(is_weight(DType::f32));
  CHECK(is_weight(DType::q6_k));
  CHECK(is_weight(DType::int8));
  CHECK_FALSE(is_weight(DType::i8));
  CHECK_FALSE(is_weight(DType::f64));
  CHECK_FALSE(is_weight(DType::f8_e4m3));
  CHECK(is_quantized(DType::q8_0));
  CHECK_FALSE(is_quantized(DType::bf16));
  CHECK_FALSE(is_quantized(DType::i8));
}

TEST_CASE("dtype: a row is whole blocks of a size that fits") {
  CHECK(row_bytes(DType::f32, 3) == 12);
  CHECK(row_bytes(DType::q4_0, 64) == 36);
  CHECK(row_bytes(DType::q6_k, 0) == 0);
  CHECK(row_bytes(DType::int8, 64) == 68);
  CHECK(error_of<TensorError>([] { return row_bytes(DType::q4_0, 33); }).found == "33");
  CHECK(error_of<TensorError>([] { return row_bytes(DType::q4_k, 128); }).expected == "a multiple of 256");
  error_of<TensorError>([] { return row_bytes(DType::f32, -1); });
  error_of<TensorError>([] { return row_bytes(DType::q4_0, -32); });
  CHECK(contains(error_of<TensorError>([] { return row_bytes(DType::f32, PTRDIFF_MAX); }).problem, "too long"));
}
