#include <ganymede/blocks/post_norm.hpp>

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

TEST_CASE("norms stand after the residual sums") {
  const PostNormBlock<Plus, Times, Times> block{{10}, {1}, {100}, {2}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 34 + 100 * 34 + 2);  // 3 + 10 * 3 + 1 = 34
}
