// Blocks small enough to work out by hand; quantized_blocks.cpp compares with ggml's own results.
#include <ganymede/core/code_quants.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace ganymede;

TEST_CASE("code_quants: mxfp4 is halves of doubled 4-bit floats, times a power of two") {
  CHECK(detail::half_e8m0_to_float(127) == 0.5f);
  CHECK(detail::half_e8m0_to_float(0) == 0x1p-128f);
  CHECK(detail::half_e8m0_to_float(1) == 0x1p-127f);
  CHECK(detail::half_e8m0_to_float(2) == 0x1p-126f);
  CHECK(detail::half_e8m0_to_float(254) == 0x1p126f);
  std::array<std::byte, 17> block{};
  block[0] = std::byte{128};   // 2
  block[1] = std::byte{0xf7};  // value 0: 6, value 16: -6
  block[5] = std::byte{0x1b};  // value 4: -1.5, value 20: 0.5
  std::array<float, 32> values{};
  detail::dequantize_code_32<DType::mxfp4>(block.data(), values.data());
  CHECK(values[0] == 12.0f);
  CHECK(values[16] == -12.0f);
  CHECK(values[4] == -3.0f);
  CHECK(values[20] == 1.0f);
  CHECK(values[31] == 0.0f);
}

TEST_CASE("code_quants: iq4_xs has 6-bit scales, two bits of which stand apart") {
  std::array<std::byte, 136> block{};
  store(block.data(), float_to_half(0.5f));
  block[2] = std::byte{0x0c};       // upper bits of scale 1
  block[4] = std::byte{0x50};       // scale 1: 5 + 48 - 32
  block[8 + 16] = std::byte{0x0f};  // value 32
  std::array<float, 256> values{};
  detail::dequantize_code_256<DType::iq4_xs>(block.data(), values.data());
  CHECK(values[32] == 0.5f * 21 * 113);
  CHECK(values[48] == 0.5f * 21 * -127);
  CHECK(values[0] == 0.5f * -32 * -127);
}

TEST_CASE("code_quants: ternary digits of a byte, the first in its most significant place") {
  std::array<std::byte, 54> block{};
  store(block.data() + 52, float_to_half(2.0f));
  block[1] = std::byte{(2 * 81 + 1 * 27 + 0 * 9 + 2 * 3 + 1) * 256 / 243 + 1};
  std::array<float, 256> values{};
  detail::dequantize_code_256<DType::tq1_0>(block.data(), values.data());
  CHECK(values[1] == 2.0f);
  CHECK(values[33] == 0.0f);
  CHECK(values[65] == -2.0f);
  CHECK(values[97] == 2.0f);
  CHECK(values[129] == 0.0f);
  CHECK(values[0] == -2.0f);
}

TEST_CASE("code_quants: iq2_xxs keeps seven signs of eight; the last makes their number even") {
  std::array<std::byte, 66> block{};
  store(block.data(), float_to_half(1.0f));
  store(block.data() + 6, std::uint32_t{3u << 28 | 1u});  // scale (3 + 1/2) / 4, of the first eight the first sign
  std::array<float, 256> values{};
  detail::dequantize_code_256<DType::iq2_xxs>(block.data(), values.data());
  CHECK(values[0] == -3.5f / 4 * 8);
  CHECK(values[1] == 3.5f / 4 * 8);
  CHECK(values[7] == -3.5f / 4 * 8);
  CHECK(values[32] == 0.5f / 4 * 8);
}

TEST_CASE("code_quants: nf4 and fp4 are near the tables of bitsandbytes") {
  constexpr float normal[] = {-1.0f,      -0.6961928f, -0.52507305f, -0.39491749f, -0.28444138f, -0.18477343f, -0.09105004f, 0.0f,
                              0.0795803f, 0.1609302f,  0.2461123f,   0.33791524f,  0.44070983f,  0.562617f,    0.72295684f,  1.0f};
  constexpr float floats[] = {0, 1 / 192.0f, 2 / 3.0f, 1, 1 / 3.0f, 0.5f, 1 / 6.0f, 0.25f};
  double squares = 0;
  for (int i = 0; i < 16; ++i) {
    const double error = detail::code_values(DType::nf4)[i] / 112.1 - double{normal[i]};
    CHECK(std::abs(error) < 0.0037);
    squares += error * error;
    CHECK(std::abs(detail::code_values(DType::fp4)[i] / 120.0 - double{floats[i % 8]} * (i < 8 ? 1 : -1)) < (i % 8 == 1 ? 0.0032 : 1e-7));
  }
  CHECK(squares < 16 * 0.00175 * 0.00175);
}
