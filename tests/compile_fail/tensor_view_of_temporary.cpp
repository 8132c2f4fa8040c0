// expect: (deleted|call to deleted)
#include <ganymede/core/tensor_view.hpp>

ganymede::TensorView<float> view() { return ganymede::Tensor<float>(2, 2); }  // it would show what is gone
