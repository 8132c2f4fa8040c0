#include <ganymede/blocks/post_norm.hpp>

#include <doctest/doctest.h>

#include "../support/toy_layers.hpp"

using namespace ganymede;
using toy::Plus, toy::Times;

TEST_CASE("norms stand after the residual sums") {
  const PostNormBlock<Plus, Times, Times> block{{10}, {1}, {100}, {2}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 34 + 100 * 34 + 2);  // 3 + 10 * 3 + 1 = 34
}

TEST_CASE("norms stand after each of the three residual sums") {
  const PostNormBlock<Plus, Times, Times, Times> block{{10}, {1}, {2}, {3}, {100}, {5}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 105 + 100 * 105 + 5);  // 3 + 10 * 3 + 1 = 34, 34 + 2 * 34 + 3 = 105
}
