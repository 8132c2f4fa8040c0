#include <ganymede/blocks/pre_norm.hpp>

#include <doctest/doctest.h>

#include "../support/toy_layers.hpp"

using namespace ganymede;
using toy::Plus, toy::Times;

TEST_CASE("norms stand inside the residual branches") {
  const PreNormBlock<Plus, Times, Times> block{{1}, {10}, {2}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 43 + 100 * (43 + 2));  // 3 + 10 (3 + 1) = 43
}

TEST_CASE("norms stand inside each of the three residual branches") {
  const PreNormBlock<Plus, Times, Times, Times> block{{1}, {10}, {2}, {3}, {5}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 178 + 100 * (178 + 5));  // 3 + 10 (3 + 1) = 43, 43 + 3 (43 + 2) = 178
}
