#pragma once
// A tensor as a checkpoint stores it: a name, a shape and bytes that lie in a mapped file.

#include <ganymede/core/checked.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// The bytes belong to the checkpoint (or to whoever gave it its memory) and have no particular alignment.
struct StoredTensor {
  std::string name{};
  DType dtype = DType::f32;
  std::vector<Index> shape{};  ///< row-major as in PyTorch, [out, in]; GGUF's reversed dimensions are turned round
  std::span<const std::byte> bytes{};

  /// The product of the shape, 1 for a scalar. The readers have checked that it fits.
  Index elements() const noexcept {
    Index count = 1;
    if (std::find(shape.begin(), shape.end(), Index{0}) != shape.end()) return 0;  // what the others are has not been checked
    for (const Index extent : shape) count *= extent;
    return count;
  }
};

/// "[32, 64]".
inline std::string to_string(std::span<const Index> shape) {
  std::string text = "[";
  for (const Index extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + ']';
}

/// TensorError where the element type cannot be a weight's (integers, bool, f8), and where there are no elements.
inline void require_weight(const StoredTensor& tensor, std::string_view file) {
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
