// expect: (lvalue required|not assignable)
#include <ganymede/core/tensor_view.hpp>

void write(ganymede::TensorView<float> logits) { logits(0, 0) = 1; }  // they are to be looked at
