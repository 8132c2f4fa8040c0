// An app that knows no build system: one compiler call with -I include.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main() {
  try {
    ganymede::Tensor<double> impossible(-1, 4);
  } catch (const ganymede::InputError& error) {
    std::printf("ganymede %s: %s\n", GANYMEDE_VERSION, error.what());
    return 0;
  }
  return 1;
}
