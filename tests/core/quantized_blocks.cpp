// Fixtures: tests/reference/quants/make_fixture.py, the `gguf` Python package's own results.
#include <ganymede/core/quantized_blocks.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/error_of.hpp"
#include "support/read_binary.hpp"

using namespace ganymede;

namespace {
const std::string data = GANYMEDE_TEST_DATA "/quants/";

std::vector<std::uint32_t> bits(const std::vector<float>& values) {
  std::vector<std::uint32_t> out(values.size());
  std::memcpy(out.data(), values.data(), values.size() * sizeof(float));
  return out;
}
}  // namespace

TEST_CASE("quantized_blocks: dequantize gives the gguf package's bits") {
  for (const DType dtype :
       {DType::q8_0,  DType::q4_0,   DType::q4_1,   DType::q5_0,  DType::q5_1,    DType::q2_k,   DType::q3_k,  DType::q4_k,
        DType::q5_k,  DType::q6_k,   DType::iq1_s,  DType::iq1_m, DType::iq2_xxs, DType::iq2_xs, DType::iq2_s, DType::iq3_xxs,
        DType::iq3_s, DType::iq4_nl, DType::iq4_xs, DType::mxfp4, DType::tq1_0,   DType::tq2_0}) {
    const std::string type{name(dtype)};
    CAPTURE(type);
    const auto blocks = read_binary<std::byte>(data + "blocks_" + type + ".bin");
    const auto expected = read_binary<float>(data + "floats_" + type + ".bin");
    REQUIRE(blocks.size() == row_bytes(dtype, static_cast<Index>(expected.size())));
    REQUIRE(expected.size() == 24u * static_cast<std::size_t>(block_shape(dtype).values));
    std::vector<float> found(expected.size());
    dequantize(dtype, blocks.data(), found.data(), static_cast<Index>(found.size()));
    CHECK(bits(found) == bits(expected));

    std::vector<std::byte> shifted(blocks.size() + 1);  // and from an odd address
    std::copy(blocks.begin(), blocks.end(), shifted.begin() + 1);
    std::vector<float> again(expected.size());
    dequantize(dtype, shifted.data() + 1, again.data(), static_cast<Index>(again.size()));
    CHECK(bits(again) == bits(expected));
  }
}

TEST_CASE("quantized_blocks: quantize gives the gguf package's bytes") {
  const auto source = read_binary<float>(data + "source.bin");
  const auto count = static_cast<Index>(source.size());
  REQUIRE(count % 32 == 0);
  REQUIRE(count > 32 * 32);  // the last rows are those where a fused multiply-add would change the result
  for (const DType dtype : {DType::f16, DType::bf16, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1}) {
    const std::string type{name(dtype)};
    CAPTURE(type);
    const auto expected = read_binary<std::byte>(data + "quantized_" + type + ".bin");
    REQUIRE(expected.size() == row_bytes(dtype, count));
    std::vector<std::byte> found(expected.size() + 1);
    quantize(dtype, source.data(), found.data() + 1, count);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAPTURE(i);
      REQUIRE(static_cast<int>(found[i + 1]) == static_cast<int>(expected[i]));
    }
  }
}

TEST_CASE("quantized_blocks: plain floats pass through") {
  const std::vector<float> values{0.0f, -0.0f, 1.0f, -2.5f, 0x1p-24f, 65504.0f, std::numeric_limits<float>::infinity()};
  for (const DType dtype : {DType::f32, DType::f16}) {
    std::vector<std::byte> stored(row_bytes(dtype, 7));
    std::vector<float> back(7);
    quantize(dtype, values.data(), stored.data(), 7);
    dequantize(dtype, stored.data(), back.data(), 7);
    CHECK(bits(back) == bits(values));
  }
  const float third = 1.0f / 3.0f;
  std::byte stored[2];
  float back = 0;
  quantize(DType::bf16, &third, stored, 1);
  dequantize(DType::bf16, stored, &back, 1);
  CHECK(back == 0x1.56p-2f);
}

TEST_CASE("quantized_blocks: values that are no numbers, and scales whose inverse overflows, stay defined") {
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  for (const float strange : {infinity, -infinity, nan, 1e-44f, -1e-44f, 3e38f, -3e38f})
    for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1})
      for (const std::size_t at : {std::size_t{0}, std::size_t{31}}) {
        std::vector<float> values(32, 0.0f);
        values[at] = strange;
        values[5] = -strange;
        std::vector<std::byte> stored(row_bytes(dtype, 32));
        quantize(dtype, values.data(), stored.data(), 32);
        dequantize(dtype, stored.data(), values.data(), 32);
        if (std::abs(strange) < 1) CHECK(values == std::vector<float>(32, 0.0f));  // 1e-44 is far below what f16 scales reach
      }
}

TEST_CASE("quantized_blocks: what cannot be is refused by name") {
  std::vector<float> values(256);
  std::vector<std::byte> stored(2048);
  CHECK(error_of<InputError>([&] { quantize(DType::q4_k, values.data(), stored.data(), 256); }).found == "q4_k");
  CHECK(contains(error_of<InputError>([&] { dequantize(DType::i8, stored.data(), values.data(), 4); }).problem, "i8"));
  error_of<TensorError>([&] { dequantize(DType::q4_k, stored.data(), values.data(), 32); });
  error_of<TensorError>([&] { quantize(DType::q8_0, values.data(), stored.data(), 31); });
  error_of<TensorError>([&] { quantize(DType::f32, values.data(), stored.data(), -1); });
  dequantize(DType::q4_k, nullptr, nullptr, 0);
  quantize(DType::q8_0, nullptr, nullptr, 0);
}
