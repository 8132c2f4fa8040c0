#include <ganymede/blocks/pre_norm.hpp>

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

TEST_CASE("norms stand inside the residual branches") {
  const PreNormBlock<Plus, Times, Times> block{{1}, {10}, {2}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 43 + 100 * (43 + 2));  // 3 + 10 (3 + 1) = 43
}
