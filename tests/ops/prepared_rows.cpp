#include <ganymede/ops/prepared_rows.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "../support/products.hpp"

using namespace ganymede;

TEST_CASE("32 values become integers of one scale, by hand") {
  std::vector<float> x(32);
  x[0] = 254, x[1] = -127, x[2] = 1, x[16] = 3;  // scale 254 / 127 = 2: 127, -63.5, 0.5, 1.5, rounded to even
  ThreadPool pool(1);
  for (const Isa isa : machine_isas()) {
    Scratch scratch;
    PreparedRows rows{x.data(), 32, 1, 32};
    quantize_rows(rows, pool, scratch, detail::kernels_for(isa));
    const detail::InputBlock& block = rows.blocks[0];
    CHECK(block.scale == 2);
    CHECK(int{block.q[0]} == 127);
    CHECK(int{block.q[1]} == -64);
    CHECK(int{block.q[2]} == 0);
    CHECK(int{block.q[16]} == 2);
    CHECK(int{block.q[31]} == 0);
    CHECK(block.sum == 127 - 64 + 2);
    CHECK(block.half_sums[0] == 127 - 64);
    CHECK(block.half_sums[1] == 2);
    CHECK(block.offset == 2 * 65);
  }
}

TEST_CASE("every value is within half a scale, with the same bits on every instruction set and number of threads") {
  constexpr Index rows = 21, cols = 96, stride = 100;
  const std::vector<float> x = uniform_floats(rows * stride, 7);
  ThreadPool alone(1), pool(3);
  Scratch scratch;
  PreparedRows expected{x.data(), stride, rows, cols};
  quantize_rows(expected, alone, scratch, detail::kernels_for(Isa::plain));
  for (Index t = 0; t < rows; ++t)
    for (Index k = 0; k < cols; ++k) {
      const detail::InputBlock& block = expected.blocks[t * 3 + k / 32];
      const float value = x[static_cast<std::size_t>(t * stride + k)];
      CHECK(std::abs(double(value) - double(block.scale) * block.q[k % 32]) <= 0.5001 * double(block.scale));
    }
  for (const Isa isa : machine_isas()) {
    PreparedRows again{x.data(), stride, rows, cols};
    quantize_rows(again, pool, scratch, detail::kernels_for(isa));
    for (Index i = 0; i < rows * 3; ++i) CHECK(std::memcmp(again.blocks + i, expected.blocks + i, sizeof(detail::InputBlock)) == 0);
  }
}

TEST_CASE("what is quantised already stays, and rows are computed before they are quantised, once each") {
  std::vector<float> x(17 * 32, -1.0F);
  ThreadPool pool(3);
  Scratch scratch;
  PreparedRows rows{x.data(), 32, 17, 32};
  std::vector<int> times(17);
  compute_and_quantize_rows(
      rows,
      [&](Index t) {
        ++times[static_cast<std::size_t>(t)];
        std::fill_n(x.data() + t * 32, 32, float(t + 1));
      },
      pool, scratch);
  const detail::InputBlock* const blocks = rows.blocks;
  for (Index t = 0; t < 17; ++t) {
    CHECK(times[static_cast<std::size_t>(t)] == 1);
    CHECK(blocks[t].scale == float(t + 1) / 127);
    CHECK(int{blocks[t].q[5]} == 127);
  }
  quantize_rows(rows, pool, scratch);
  CHECK(rows.blocks == blocks);
}
