#include <ganymede/blocks/parallel.hpp>

#include <doctest/doctest.h>

#include "../support/toy_layers.hpp"

using namespace ganymede;
using toy::Plus, toy::Times;

TEST_CASE("attention and feed-forward read the same norm of what came in") {
  const ParallelBlock<Plus, Times, Times> block{{1}, {10}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 3 + 10 * (3 + 1) + 100 * (3 + 1));  // one after the other it would be 3 + 40 + 100 * 44
}
