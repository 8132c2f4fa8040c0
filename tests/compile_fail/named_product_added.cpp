// expect: deleted
#include <ganymede/layers/linear.hpp>

// The first sum changes what the second product would read.
void twice(const ganymede::Linear<float>& linear, ganymede::View<float>& x, ganymede::Pass<>& pass) {
  auto product = linear(x, pass);
  x += product;
  x += product;
}
