#pragma once
// A tensor as a checkpoint stores it: a name, a shape and bytes that lie in a mapped file.

#include <ganymede/core/checked.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>

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
  bool outputs_first = false;  ///< [out, in] whatever a family says: of weights that were quantised as linear layers

  /// The product of the shape, 1 for a scalar. The readers have checked that it fits.
  Index elements() const noexcept;
};

/// "[32, 64]".
GANYMEDE_ONCE std::string to_string(std::span<const Index> shape);

/// TensorError where the element type cannot be a weight's (integers, bool, f8), and where there are no elements.
GANYMEDE_ONCE void require_weight(const StoredTensor& tensor, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/stored_tensor.ipp>
#endif
