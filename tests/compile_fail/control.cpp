// This one compiles.
#include <ganymede/core/tensor.hpp>

ganymede::Tensor<float> tensor;
ganymede::Buffer move(ganymede::Buffer buffer) { return buffer; }
