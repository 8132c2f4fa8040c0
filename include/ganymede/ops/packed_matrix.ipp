#pragma once
// The bodies of packed_matrix.hpp.

#include <ganymede/ops/packed_matrix.hpp>

#include <ganymede/core/finite_weights.hpp>
#include <ganymede/core/quantized_blocks.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

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

GANYMEDE_ONCE void PackedMatrix::row(Index n, float* out) const {
  const std::byte* const from = group(n / detail::group_outputs);
  const Index lane = n % detail::group_outputs;
  if (is_quantized(dtype_)) return blocks_of(const_cast<std::byte*>(from), lane).unpack(out);
  const Index width = detail::panel_outputs, first = lane / width * cols_ * width + lane % width;
  for (Index k = 0; k < cols_; ++k)
    dequantize(dtype_, from + static_cast<std::size_t>(first + k * width) * block_shape(dtype_).bytes, out + k, 1);
}

GANYMEDE_ONCE void PackedMatrix::pack_group(Index g, std::span<const RowSource> sources) {
  using detail::group_outputs, detail::panel_outputs;
  const std::size_t bytes = row_bytes(dtype_, cols_);
  std::array<const std::byte*, group_outputs> rows;
  std::vector<std::byte> converted, nothing;
  std::vector<float> values;
  Index n = g * group_outputs, lane = 0, first = 0;
  for (const RowSource& s : sources) {
    for (; lane < group_outputs && n < first + s.rows; ++n, ++lane) {
      const std::byte*& row = rows[static_cast<std::size_t>(lane)];
      const Index stored_row = s.order ? s.order(n - first) : n - first;
      const WeightRow at{s.file, s.name, stored_row};
      row = s.data + static_cast<std::size_t>(stored_row) * row_bytes(s.dtype, cols_);
      if (s.dtype == dtype_) {
        require_finite_scales(dtype_, row, cols_, at);
        continue;
      }
      converted.resize(bytes * static_cast<std::size_t>(std::min(rows_ - g * group_outputs, group_outputs)));
      values.resize(static_cast<std::size_t>(cols_));
      std::byte* const to = converted.data() + bytes * static_cast<std::size_t>(lane);
      dequantize(s.dtype, row, values.data(), cols_);
      quantize(dtype_, values.data(), to, cols_);
      require_representable(dtype_, values.data(), to, cols_, at);
      row = to;
    }
    first += s.rows;
  }
  if (lane < group_outputs) nothing.resize(bytes);
  for (; lane < group_outputs; ++lane) rows[static_cast<std::size_t>(lane)] = nothing.data();

  std::byte* const to = buffer_.data() + g * layout_.bytes;
  if (is_quantized(dtype_)) {
    for (lane = 0; lane < group_outputs; ++lane) blocks_of(to, lane).pack(rows[static_cast<std::size_t>(lane)]);
    return;
  }
  const auto interleave = dtype_ == DType::f32 ? detail::interleave<std::uint32_t> : detail::interleave<std::uint16_t>;
  for (lane = 0; lane < group_outputs; lane += panel_outputs)
    interleave(rows.data() + lane, cols_, to + static_cast<std::size_t>(lane) * bytes);
}

GANYMEDE_ONCE PackedMatrix pack(std::span<const RowSource> sources, DType stored, Executor& executor) {
  PackedMatrix w;
  w.dtype_ = stored;
  w.cols_ = sources.empty() ? 0 : sources.front().cols;
  for (const RowSource& s : sources) {
    if (s.cols != w.cols_)
      throw TensorError{{.problem = "matrices with a common input differ in its size",
                         .expected = std::to_string(w.cols_),
                         .found = std::to_string(s.cols)}};
    w.rows_ += s.rows;
  }
  w.layout_ = detail::group_layout(stored, w.cols_);
  const Index groups = (w.rows_ + detail::group_outputs - 1) / detail::group_outputs;
  w.buffer_ = Buffer::uninitialised(static_cast<std::size_t>(w.layout_.bytes * groups), "packed weights");
  // Source by source and piece by piece, so that what a piece has read can be given back before the next one is read.
  Index begin = 0, first = 0;
  for (const RowSource& s : sources) {
    const std::size_t stored_bytes = row_bytes(s.dtype, s.cols);
    const Index piece = std::max<Index>(detail::pack_piece_bytes / std::max<Index>(static_cast<Index>(stored_bytes), 1), 1);
    for (Index done = 0; done < s.rows;) {
      const Index until = std::min(done + piece, s.rows);
      const bool last = first + until == w.rows_;
      const Index end = last ? groups : (first + until) / detail::group_outputs;  // a group that the next source shares waits for it
      executor.parallel_for(end - begin, [&](Index g) { w.pack_group(begin + g, sources); });
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
