// expect: deleted
#include <ganymede/layers/linear.hpp>

// By the time it is asked for, x may be another: a product is used where it is made.
ganymede::View<float> late(const ganymede::Linear<float>& linear, ganymede::View<float>& x, ganymede::Pass<>& pass) {
  const auto product = linear(x, pass);
  x *= 2.0f;
  return product;
}
