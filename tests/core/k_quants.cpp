// Blocks small enough to work out by hand; quantized_blocks.cpp compares with ggml's own results.
#include <ganymede/core/k_quants.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace ganymede;

TEST_CASE("k_quants: q4_k's 6-bit scales and minima are put together from three groups of bytes") {
  std::array<std::byte, 12> scales{};
  scales[1] = std::byte{0xc0 | 5};  // scale 1 = 5, upper bits of scale 5 = 3
  scales[5] = std::byte{0x80 | 7};  // minimum 1 = 7, upper bits of minimum 5 = 2
  scales[9] = std::byte{0x9a};      // lower bits of scale 5 = 10, of minimum 5 = 9
  CHECK(detail::k_scale_min(scales.data(), 1).scale == 5);
  CHECK(detail::k_scale_min(scales.data(), 1).minimum == 7);
  CHECK(detail::k_scale_min(scales.data(), 5).scale == (3 << 4 | 10));
  CHECK(detail::k_scale_min(scales.data(), 5).minimum == (2 << 4 | 9));
  CHECK(detail::k_scale_min(scales.data(), 0).scale == 0);
}

TEST_CASE("k_quants: q4_k's value 37 is the upper nibble of byte 5") {
  std::array<std::byte, 144> block{};
  store(block.data(), float_to_half(0.5f));
  store(block.data() + 2, float_to_half(0.25f));
  block[4 + 1] = std::byte{3};      // scale of values 32..63
  block[4 + 4 + 1] = std::byte{2};  // their minimum
  block[16 + 5] = std::byte{0x70};
  std::array<float, 256> values{};
  detail::dequantize_k<DType::q4_k>(block.data(), values.data());
  CHECK(values[37] == 0.5f * 3 * 7 - 0.25f * 2);
  CHECK(values[36] == -0.5f);
  CHECK(values[5] == 0.0f);
}

TEST_CASE("k_quants: q6_k's values lie 32 below their bits") {
  std::array<std::byte, 210> block{};
  store(block.data() + 208, float_to_half(1.0f));
  for (std::size_t i = 192; i < 208; ++i) block[i] = std::byte{0xff};  // scales of -1
  block[0] = std::byte{0x2f};                                          // value 0: 15 below, value 64: 2 below
  block[128] = std::byte{0x03};                                        // value 0: 3 above
  std::array<float, 256> values{};
  detail::dequantize_k<DType::q6_k>(block.data(), values.data());
  CHECK(values[0] == -(15 + 48 - 32));
  CHECK(values[64] == -(2 - 32));
  CHECK(values[255] == 32);
}

TEST_CASE("k_quants: q3_k takes 4 away where the mask has no bit, q2_k subtracts its minimum") {
  std::array<std::byte, 110> three{};
  store(three.data() + 108, float_to_half(1.0f));
  three[0] = std::byte{1};   // value 0 has its high bit
  three[32] = std::byte{2};  // value 0: 2
  three[96] = std::byte{1};  // scale of values 0..15: 1 - 32
  std::array<float, 256> values{};
  detail::dequantize_k<DType::q3_k>(three.data(), values.data());
  CHECK(values[0] == -31.0f * 2);
  CHECK(values[1] == -31.0f * -4);
  CHECK(values[16] == -32.0f * -4);

  std::array<std::byte, 84> two{};
  store(two.data() + 80, float_to_half(0.5f));
  store(two.data() + 82, float_to_half(2.0f));
  two[0] = std::byte{0x35};
  two[16] = std::byte{3};
  detail::dequantize_k<DType::q2_k>(two.data(), values.data());
  CHECK(values[0] == 0.5f * 5 * 3 - 2.0f * 3);
  CHECK(values[1] == -6.0f);
}
