#pragma once
// A stored matrix in float, for what is computed with it once, at load.

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <vector>

namespace ganymede::inline v0::detail {

/// A matrix in float, row after row; of a vector, columns = 1.
struct FloatMatrix {
  Index rows = 0, columns = 0;
  std::vector<float> values{};

  FloatMatrix() = default;
  explicit FloatMatrix(const StoredTensor& t)
      : rows(t.shape.empty() ? 1 : t.shape.front()),
        columns(rows == 0 ? 0 : t.elements() / rows),
        values(static_cast<std::size_t>(t.elements())) {
    for (Index n = 0; n < rows; ++n)
      dequantize(t.dtype, t.bytes.data() + static_cast<std::size_t>(n) * row_bytes(t.dtype, columns), row(n), columns);
  }
  FloatMatrix(Index r, Index c) : rows(r), columns(c), values(static_cast<std::size_t>(r * c)) {}

  float* row(Index n) { return values.data() + n * columns; }
  const float* row(Index n) const { return values.data() + n * columns; }
  FloatMatrix transposed() const {
    FloatMatrix t(columns, rows);
    for (Index n = 0; n < rows; ++n)
      for (Index k = 0; k < columns; ++k) t.row(k)[n] = row(n)[k];
    return t;
  }
};

}  // namespace ganymede::inline v0::detail
