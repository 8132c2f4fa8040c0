#include <ganymede/blocks/pre_norm_decoder.hpp>

#include <doctest/doctest.h>

#include "../support/toy_layers.hpp"

using namespace ganymede;
using toy::Plus, toy::Times;

TEST_CASE("norms stand inside each of the three residual branches") {
  const PreNormDecoderBlock<Plus, Times, Times, Times> block{{1}, {10}, {2}, {3}, {5}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 178 + 100 * (178 + 5));  // 3 + 10 (3 + 1) = 43, 43 + 3 (43 + 2) = 178
}
