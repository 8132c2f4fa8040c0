// expect: constraint
#include <ganymede/core/tensor.hpp>

ganymede::Tensor<int> tensor;  // activations are float or double
