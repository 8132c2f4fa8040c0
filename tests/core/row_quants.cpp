#include <ganymede/core/quantized_blocks.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;

TEST_CASE("int8: a row by hand") {
  std::vector<float> row(32, 0.0f), out(32);
  row[0] = -2.54f, row[1] = 1.0f, row[2] = 0.029f, row[3] = 0.031f, row[31] = 2.0f;  // scale 0.02
  std::vector<std::byte> stored(row_bytes(DType::int8, 32));
  quantize(DType::int8, row.data(), stored.data(), 32);
  CHECK(load<float>(stored.data()) == 2.54f / 127.0f);
  const int expected[] = {-127, 50, 1, 2, 0};
  for (int i = 0; i < 5; ++i) CHECK(load<std::int8_t>(stored.data() + 4 + i) == expected[i]);
  CHECK(load<std::int8_t>(stored.data() + 4 + 31) == 100);
  dequantize(DType::int8, stored.data(), out.data(), 32);
  CHECK(out[1] == 2.54f / 127.0f * 50.0f);
  for (std::size_t i = 0; i < 32; ++i) CHECK(std::fabs(out[i] - row[i]) <= 0.0101f);
}

TEST_CASE("int8: zeros, tiny values and values that are no numbers give finite integers") {
  for (const float v : {0.0f, 1e-44f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    std::vector<float> row(32, v);
    std::vector<std::byte> stored(row_bytes(DType::int8, 32));
    quantize(DType::int8, row.data(), stored.data(), 32);
    for (std::size_t i = 4; i < stored.size(); ++i) CHECK(std::abs(load<std::int8_t>(stored.data() + i)) <= 127);
  }
  CHECK_THROWS_AS(quantize(DType::int8, nullptr, nullptr, 33), TensorError);
}
