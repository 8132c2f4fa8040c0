#pragma once
// The bodies of stored_tensor.hpp.

#include <ganymede/io/stored_tensor.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Index StoredTensor::elements() const noexcept {
  Index count = 1;
  if (std::find(shape.begin(), shape.end(), Index{0}) != shape.end()) return 0;  // what the others are has not been checked
  for (const Index extent : shape) count *= extent;
  return count;
}

GANYMEDE_ONCE std::string to_string(std::span<const Index> shape) {
  std::string text = "[";
  for (const Index extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + ']';
}

GANYMEDE_ONCE void require_weight(const StoredTensor& tensor, std::string_view file) {
  if (tensor.elements() == 0)
    throw TensorError{{.problem = "tensor is empty", .file = std::string(file), .key = tensor.name, .found = to_string(tensor.shape)}};
  if (!is_weight(tensor.dtype))
    throw TensorError{{.problem = "element type cannot be used as a weight",
                       .file = std::string(file),
                       .key = tensor.name,
                       .expected = "f32, f16, bf16 or a quantised block type",
                       .found = std::string(name(tensor.dtype))}};
}

}  // namespace ganymede::inline v0
