// An app that has the repository inside its own.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main() {
  ganymede::Tensor<float> x(2, 3);
  x.view().setConstant(0.5F);
  std::printf("ganymede %s: the sum is %g\n", GANYMEDE_VERSION, static_cast<double>(x.view().sum()));
  return x.view().sum() == 3 ? 0 : 1;
}
