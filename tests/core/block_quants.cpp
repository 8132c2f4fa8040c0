// Blocks small enough to work out by hand; quantized_blocks.cpp compares with ggml's own results.
#include <ganymede/core/block_quants.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace ganymede;

TEST_CASE("block_quants: q4_0 puts value j below and value j + 16 above in byte j") {
  std::array<std::byte, 18> block{};
  store(block.data(), float_to_half(0.5f));
  block[2] = std::byte{0x1f};       // value 0: 15, value 16: 1
  block[2 + 15] = std::byte{0x80};  // value 15: 0, value 31: 8
  std::array<float, 32> values{};
  detail::dequantize_nibbles<4, false>(block.data(), values.data());
  CHECK(values[0] == 3.5f);
  CHECK(values[16] == -3.5f);
  CHECK(values[15] == -4.0f);
  CHECK(values[31] == 0.0f);
  CHECK(values[1] == -4.0f);
}

TEST_CASE("block_quants: q5_1 has a minimum and a fifth bit") {
  std::array<std::byte, 24> block{};
  store(block.data(), float_to_half(2.0f));
  store(block.data() + 2, float_to_half(-1.0f));
  store(block.data() + 4, std::uint32_t{1u << 17});
  block[8 + 1] = std::byte{0x32};
  std::array<float, 32> values{};
  detail::dequantize_nibbles<5, true>(block.data(), values.data());
  CHECK(values[1] == 2.0f * 2 - 1);
  CHECK(values[17] == 2.0f * (16 + 3) - 1);
  CHECK(values[0] == -1.0f);
}

TEST_CASE("block_quants: values on the grid come back exactly") {
  std::array<float, 32> values{}, back{};
  std::array<std::byte, 34> block{};
  for (int j = 0; j < 32; ++j) values[static_cast<std::size_t>(j)] = static_cast<float>(j * 8 - 127) * 0.25f;
  values[31] = 127 * 0.25f;
  detail::quantize_q8_0(values.data(), block.data());
  detail::dequantize_q8_0(block.data(), back.data());
  CHECK(back == values);

  for (int j = 0; j < 32; ++j) values[static_cast<std::size_t>(j)] = static_cast<float>(j - 16) * 0.5f;
  detail::quantize_nibbles<5, false>(values.data(), block.data());
  detail::dequantize_nibbles<5, false>(block.data(), back.data());
  CHECK(back == values);
  detail::quantize_nibbles<5, true>(values.data(), block.data());
  detail::dequantize_nibbles<5, true>(block.data(), back.data());
  CHECK(back == values);
}

TEST_CASE("block_quants: levels are cut to their range, NaN becomes 0") {
  CHECK(detail::to_level(15.99f, 15) == 15);
  CHECK(detail::to_level(16.5f, 15) == 15);
  CHECK(detail::to_level(1e30f, 15) == 15);
  CHECK(detail::to_level(0.99f, 15) == 0);
  CHECK(detail::to_level(-3.0f, 15) == 0);
  CHECK(detail::to_level(std::nanf(""), 15) == 0);
}
