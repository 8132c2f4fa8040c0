#pragma once
// Weights in double precision, which are kept as f32.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/bytes.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace ganymede::inline v0::detail {

/// Makes f32 of every f64 tensor, rounded to nearest; their bytes are new ones in `buffers`. NaN and infinities stay. TensorError for a
/// finite number that f32 cannot hold.
inline void narrow_doubles(std::vector<StoredTensor>& tensors, const std::string& file, std::vector<Buffer>& buffers) {
  for (StoredTensor& tensor : tensors) {
    if (tensor.dtype != DType::f64) continue;
    const std::size_t elements = tensor.bytes.size() / sizeof(double);
    Buffer& floats = buffers.emplace_back(Buffer::uninitialised(elements * sizeof(float)));
    for (std::size_t i = 0; i < elements; ++i) {
      const auto wide = load<double>(tensor.bytes.data() + i * sizeof(double));
      const auto narrow = static_cast<float>(wide);
      if (std::isinf(narrow) && !std::isinf(wide))
        throw TensorError{{.problem = "number does not fit f32", .file = file, .key = tensor.name, .found = std::to_string(wide)}};
      store(floats.data() + i * sizeof(float), narrow);
    }
    tensor.dtype = DType::f32;
    tensor.bytes = {floats.data(), floats.size()};
  }
}

}  // namespace ganymede::inline v0::detail
