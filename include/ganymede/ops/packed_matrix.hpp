#pragma once
// Weights laid out for the kernels, once, at load.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/ops/kernel_types.hpp>
#include <ganymede/ops/packed_block.hpp>

#include <algorithm>
#include <array>
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
  std::function<Index(Index)> order{};                        ///< which stored row becomes row n; empty: the same
  std::function<void(std::span<const std::byte>)> release{};  ///< told of bytes that have been packed; empty: nobody asks
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
  void pack_panel(Index p, std::span<const RowSource> sources);

  Buffer buffer_;
  Index rows_ = 0, cols_ = 0;
  DType dtype_ = DType::f32;
  std::size_t panel_bytes_ = 0;
};

namespace detail {
inline constexpr Index pack_piece_bytes = Index{8} << 20;

/// 16 rows [cols] of elements as wide as Bits become columns of [cols][16].
template <class Bits>
void interleave(const std::byte* const* rows, Index cols, std::byte* to) {
  constexpr Index tile = 16;
  for (Index first = 0; first < cols; first += tile)
    for (Index lane = 0; lane < panel_outputs; ++lane) {
      const std::byte* from = rows[lane] + first * static_cast<Index>(sizeof(Bits));
      std::byte* at = to + (first * panel_outputs + lane) * static_cast<Index>(sizeof(Bits));
      const Index count = std::min(tile, cols - first);
      for (Index k = 0; k < count; ++k)
        store(at + k * panel_outputs * static_cast<Index>(sizeof(Bits)), load<Bits>(from + k * static_cast<Index>(sizeof(Bits))));
    }
}
}  // namespace detail

/// Fills the 16 rows of panel p; rows beyond the last are zeros.
inline void PackedMatrix::pack_panel(Index p, std::span<const RowSource> sources) {
  const std::size_t bytes = row_bytes(dtype_, cols_);
  std::array<const std::byte*, detail::panel_outputs> rows;
  std::vector<std::byte> converted, nothing;
  std::vector<float> values;
  Index n = p * detail::panel_outputs, lane = 0, first = 0;
  for (const RowSource& s : sources) {
    for (; lane < detail::panel_outputs && n < first + s.rows; ++n, ++lane) {
      const std::byte*& row = rows[static_cast<std::size_t>(lane)];
      row = s.data + static_cast<std::size_t>(s.order ? s.order(n - first) : n - first) * row_bytes(s.dtype, cols_);
      if (s.dtype == dtype_) continue;
      converted.resize(bytes * rows.size());
      values.resize(static_cast<std::size_t>(cols_));
      std::byte* const to = converted.data() + bytes * static_cast<std::size_t>(lane);
      dequantize(s.dtype, row, values.data(), cols_);
      quantize(dtype_, values.data(), to, cols_);
      row = to;
    }
    first += s.rows;
  }
  if (lane < detail::panel_outputs) nothing.resize(bytes);
  for (; lane < detail::panel_outputs; ++lane) rows[static_cast<std::size_t>(lane)] = nothing.data();

  std::byte* const to = buffer_.data() + static_cast<std::size_t>(p) * panel_bytes_;
  if (is_quantized(dtype_))
    for (lane = 0; lane < detail::panel_outputs; ++lane)
      detail::PanelRow(dtype_, to, cols_ / detail::block_values, lane).pack(rows[static_cast<std::size_t>(lane)]);
  else
    element_bytes() == 4 ? detail::interleave<std::uint32_t>(rows.data(), cols_, to)
                         : detail::interleave<std::uint16_t>(rows.data(), cols_, to);
}

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
  const Index panels = (w.rows_ + detail::group_outputs - 1) / detail::group_outputs * detail::group_panels;
  w.buffer_ = Buffer::uninitialised(w.panel_bytes_ * static_cast<std::size_t>(panels));
  // Source by source and piece by piece, so that what a piece has read can be given back before the next one is read.
  Index begin = 0, first = 0;
  for (const RowSource& s : sources) {
    const std::size_t stored_bytes = row_bytes(s.dtype, s.cols);
    const Index piece = std::max<Index>(detail::pack_piece_bytes / std::max<Index>(static_cast<Index>(stored_bytes), 1), 1);
    for (Index done = 0; done < s.rows;) {
      const Index until = std::min(done + piece, s.rows);
      const bool last = first + until == w.rows_;
      const Index end = last ? panels : (first + until) / detail::panel_outputs;  // a panel that the next source shares waits for it
      executor.parallel_for(end - begin, [&](Index p) { w.pack_panel(begin + p, sources); });
      begin = std::max(begin, end);
      if (s.release)
        s.release({s.data + static_cast<std::size_t>(done) * stored_bytes, static_cast<std::size_t>(until - done) * stored_bytes});
      done = until;
    }
    first += s.rows;
  }
  return w;
}

}  // namespace ganymede::inline v0
