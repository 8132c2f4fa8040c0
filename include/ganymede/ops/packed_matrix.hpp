#pragma once
// Weights laid out for the kernels, once, at load.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/ops/kernel_types.hpp>
#include <ganymede/ops/packed_block.hpp>

#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Rows [rows, cols] of a stored matrix, row after row, row_bytes(dtype, cols) bytes each, at any alignment.
struct RowSource {
  DType dtype;
  Index rows, cols;
  const std::byte* data;
  std::function<Index(Index)> order{};  ///< which stored row becomes row n; empty: the same
};

/// A [rows, cols] = [out, in] weight in panels of 16 rows, so that the outputs of a product are the lanes of the kernels: floats
/// [N/16][K][16], block types as ops/packed_block.hpp has it. The layout is the same for all instruction sets. Immutable; made
/// by pack().
class PackedMatrix {
 public:
  PackedMatrix() = default;

  Index rows() const noexcept { return rows_; }
  Index cols() const noexcept { return cols_; }
  DType dtype() const noexcept { return dtype_; }
  /// Bytes held, the padding of rows to a multiple of 64 included.
  std::size_t bytes() const noexcept { return buffer_.size(); }

  /// Row n as floats, out [cols]: the values products are computed with. n must be a row.
  void row(Index n, float* out) const {
    const std::byte* const from = panel(n / detail::panel_outputs);
    const Index lane = n % detail::panel_outputs;
    if (is_quantized(dtype_)) return detail::PanelRow(dtype_, const_cast<std::byte*>(from), cols_ / detail::block_values, lane).unpack(out);
    for (Index k = 0; k < cols_; ++k)
      dequantize(dtype_, from + static_cast<std::size_t>(k * detail::panel_outputs + lane) * element_bytes(), out + k, 1);
  }

  // For the kernels.
  const std::byte* panel(Index p) const noexcept { return buffer_.data() + static_cast<std::size_t>(p) * panel_bytes_; }
  std::size_t panel_bytes() const noexcept { return panel_bytes_; }

 private:
  friend PackedMatrix pack(std::span<const RowSource> sources, DType stored, Executor& executor);

  std::size_t element_bytes() const noexcept { return block_shape(dtype_).bytes; }
  /// Puts row n, stored as dtype_, to its place.
  void scatter(Index n, const std::byte* row) {
    std::byte* const to = buffer_.data() + static_cast<std::size_t>(n / detail::panel_outputs) * panel_bytes_;
    const Index lane = n % detail::panel_outputs;
    if (is_quantized(dtype_)) return detail::PanelRow(dtype_, to, cols_ / detail::block_values, lane).pack(row);
    for (Index k = 0; k < cols_; ++k)
      std::memcpy(to + static_cast<std::size_t>(k * detail::panel_outputs + lane) * element_bytes(),
                  row + static_cast<std::size_t>(k) * element_bytes(), element_bytes());
  }

  Buffer buffer_;
  Index rows_ = 0, cols_ = 0;
  DType dtype_ = DType::f32;
  std::size_t panel_bytes_ = 0;
};

/// The sources one below the other (fused projections), each converted to the element type `stored` if its own differs. q2_k, q3_k and q6_k
/// are kept as f16.
/// TensorError if their cols differ or hold no whole blocks of `stored`.
inline PackedMatrix pack(std::span<const RowSource> sources, DType stored, Executor& executor) {
  PackedMatrix w;
  if (is_quantized(stored) && detail::block_form(stored).bits == 0) stored = DType::f16;
  w.dtype_ = stored;
  w.cols_ = sources.empty() ? 0 : sources.front().cols;
  for (const RowSource& s : sources) {
    if (s.cols != w.cols_)
      throw TensorError{{.problem = "matrices with a common input differ in its size",
                         .expected = std::to_string(w.cols_),
                         .found = std::to_string(s.cols)}};
    w.rows_ += s.rows;
  }
  const std::size_t bytes = row_bytes(stored, w.cols_);  // of a row as stored; whole blocks only
  w.panel_bytes_ = is_quantized(stored) ? static_cast<std::size_t>(detail::block_form(stored).panel_bytes(w.cols_ / detail::block_values))
                                        : bytes * static_cast<std::size_t>(detail::panel_outputs);
  const Index groups = (w.rows_ + detail::group_outputs - 1) / detail::group_outputs;
  w.buffer_ = Buffer(w.panel_bytes_ * static_cast<std::size_t>(groups * detail::group_panels));
  executor.parallel_for(groups, [&](Index group) {
    std::vector<float> values(static_cast<std::size_t>(w.cols_));
    std::vector<std::byte> converted(bytes);
    Index n = group * detail::group_outputs, first = 0;
    const Index end = std::min(n + detail::group_outputs, w.rows_);
    for (const RowSource& s : sources) {
      for (; n < std::min(first + s.rows, end); ++n) {
        const Index from = s.order ? s.order(n - first) : n - first;
        const std::byte* row = s.data + static_cast<std::size_t>(from) * row_bytes(s.dtype, s.cols);
        if (s.dtype != stored) {
          dequantize(s.dtype, row, values.data(), s.cols);
          quantize(stored, values.data(), converted.data(), s.cols);
          row = converted.data();
        }
        w.scatter(n, row);
      }
      first += s.rows;
    }
  });
  return w;
}

}  // namespace ganymede::inline v0
