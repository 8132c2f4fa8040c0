#include <ganymede/decode/no_contraction.hpp>

#include <doctest/doctest.h>

namespace {
GANYMEDE_NO_CONTRACTION_BEGIN
double product_and_sum(double a, double b, double c) {
  GANYMEDE_NO_CONTRACTION
  const double product = a * b;
  return product + c;
}
GANYMEDE_NO_CONTRACTION_END
}  // namespace

TEST_CASE("a product in a region is rounded before it is added to, whatever the target") {
  volatile double a = 1 + 0x1p-30, c = -(1 + 0x1p-29);  // a * a = 1 + 2^-29 + 2^-60: the last term is lost to rounding, fused it stays
  CHECK(product_and_sum(a, a, c) == 0);
}
