#include <ganymede/blocks/pre_norm_decoder.hpp>

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

TEST_CASE("norms stand inside each of the three residual branches") {
  const PreNormDecoderBlock<Plus, Times, Times, Times> block{{1}, {10}, {2}, {3}, {5}, {100}};
  double x = 3;
  int pass = 0;
  block(x, pass);
  CHECK(x == 178 + 100 * (178 + 5));  // 3 + 10 (3 + 1) = 43, 43 + 3 (43 + 2) = 178
}
