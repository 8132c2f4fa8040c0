#include <ganymede/blocks/post_norm_decoder.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
struct Plus {
  double amount;
  double operator()(double x, int&) const { return x + amount; }
};
struct Times {
  double factor;
  double operator()(double x, int&) const { return x * factor; }
};
}  // namespace

TEST_CASE("norms stand after each of the three residual sums") {
  const PostNormDecoderBlock<Plus, Times, Times, Times> block{{10}, {1}, {2}, {3}, {100}, {5}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 105 + 100 * 105 + 5);  // 3 + 10 * 3 + 1 = 34, 34 + 2 * 34 + 3 = 105
}
