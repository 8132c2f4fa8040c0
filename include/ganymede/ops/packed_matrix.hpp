#pragma once
// Weights laid out for the kernels, once, at load.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/ops/kernel_types.hpp>
#include <ganymede/ops/packed_block.hpp>
#include <ganymede/split.hpp>

#include <functional>
#include <span>
#include <string>

namespace ganymede::inline v0 {

/// Rows [rows, cols] of a stored matrix, row after row, row_bytes(dtype, cols) bytes each, at any alignment.
struct RowSource {
  DType dtype;
  Index rows, cols;
  const std::byte* data;
  std::function<Index(Index)> order{};                        ///< which stored row becomes row n; empty: the same
  std::function<void(std::span<const std::byte>)> release{};  ///< told of bytes that have been packed; empty: nobody asks
  std::string name{}, file{};                                 ///< of the tensor, for messages
};

/// A [rows, cols] = [out, in] weight with rows side by side, so that the outputs of a product are the lanes of the kernels: floats
/// [N/16][K][16], block types in groups of 64 rows as ops/packed_block.hpp has it. The layout is the same for all instruction sets.
/// Immutable; made by pack().
class PackedMatrix {
 public:
  PackedMatrix() = default;

  Index rows() const noexcept { return rows_; }
  Index cols() const noexcept { return cols_; }
  DType dtype() const noexcept { return dtype_; }
  /// Bytes held, the padding of rows to a multiple of 64 included.
  std::size_t bytes() const noexcept { return buffer_.size(); }

  /// Row n as floats, out [cols]: the values products are computed with. n must be a row.
  void row(Index n, float* out) const;

  // For the kernels.
  const std::byte* group(Index g) const noexcept { return buffer_.data() + g * layout_.bytes; }
  const detail::GroupLayout& layout() const noexcept { return layout_; }

 private:
  friend PackedMatrix pack(std::span<const RowSource> sources, DType stored, Executor& executor);

  /// Fills the 64 rows of group g; rows beyond the last are zeros.
  void pack_group(Index g, std::span<const RowSource> sources);
  detail::GroupRow blocks_of(std::byte* group, Index lane) const { return {dtype_, layout_, group, cols_ / detail::block_values, lane}; }

  Buffer buffer_;
  Index rows_ = 0, cols_ = 0;
  DType dtype_ = DType::f32;
  detail::GroupLayout layout_{};
};

/// The sources one below the other (fused projections), each converted to the element type `stored` if its own differs.
/// TensorError if their cols differ or hold no whole blocks of `stored`, and for numbers that `stored` cannot stand for (see
/// core/finite_weights.hpp).
GANYMEDE_ONCE PackedMatrix pack(std::span<const RowSource> sources, DType stored, Executor& executor);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/packed_matrix.ipp>
#endif
