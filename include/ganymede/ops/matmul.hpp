#pragma once
// y = x W^T, the product that transformers are made of. Pure functions on memory; layers/linear.hpp gives them views.
//
// An output's bits depend on the weights' form and the instruction set alone: not on T, threads, or what other rows there are.

#include <ganymede/ops/packed_matrix.hpp>
#include <ganymede/ops/prepared_rows.hpp>

#include <algorithm>
#include <span>

namespace ganymede::inline v0 {

/// Where a product goes: y [T, out], rows `stride` floats apart; y = x W^T + bias, or y += x W^T + bias. `bias` [out] may be null.
struct ProductOutput {
  float* y;
  Index stride;
  const float* bias = nullptr;
  bool accumulate = false;
};

namespace detail {
inline ProductKernel product_kernel(const Kernels& kernels, DType dtype) {
  const BlockForm form = block_form(dtype);
  switch (form.bits) {
    case 4:
      return form.parts == 2 ? kernels.product_4bit_halves : kernels.product_4bit;
    case 5:
      return kernels.product_5bit;
    case 6:
      return kernels.product_6bit_halves;
    case 8:
      return kernels.product_8bit;
    default:
      return dtype == DType::f16 ? kernels.product_f16 : dtype == DType::bf16 ? kernels.product_bf16 : kernels.product_f32;
  }
}

inline Index groups_of(const PackedMatrix& w) { return (w.rows() + group_outputs - 1) / group_outputs; }

/// Rows of x cut into as many pieces as kernel calls need, as equal as can be.
struct RowBlocks {
  explicit RowBlocks(Index all) : rows(all), count((all + max_task_rows - 1) / max_task_rows) {}
  Index first(Index block) const { return std::min(whole() * block, rows); }
  Index size(Index block) const { return first(block + 1) - first(block); }
  /// Groups of outputs that `threads` work on at a time, as each takes a block of one group after the other.
  Index groups_at_once(Index threads) const { return std::max(threads / std::max(count, Index{1}), Index{1}); }

  Index rows, count;

 private:
  Index whole() const { return ((rows + count - 1) / count + 7) / 8 * 8; }  // rows of all blocks but the last
};

/// Rows [t, t + rows) of x against one group of w's outputs; `out` is of the group's first output in row t. This thread is likely to go on
/// with group `next`; past the last one, the weights of the next product often follow in memory.
inline void multiply_group(const PackedMatrix& w, Index group, Index next, const PreparedRows& x, Index t, Index rows,
                           const ProductOutput& out, const Kernels& kernels) {
  product_kernel(kernels, w.dtype())({.weights = w.group(group),
                                      .next = w.group(next),
                                      .layout = w.layout(),
                                      .zero = block_form(w.dtype()).zero,
                                      .depth = w.cols(),
                                      .x = x.x + t * x.stride,
                                      .x_stride = x.stride,
                                      .blocks = x.blocks == nullptr ? nullptr : x.blocks + t * (w.cols() / block_values),
                                      .rows = rows,
                                      .bias = out.bias,
                                      .y = out.y,
                                      .y_stride = out.stride,
                                      .outputs = std::min(w.rows() - group * group_outputs, group_outputs),
                                      .accumulate = out.accumulate});
}
}  // namespace detail

/// x W^T for the rows of all `weights`, one below the other, each in its own element type. x must be quantised (quantize_rows) if any of
/// them is, and must not overlap y.
inline void multiply(std::span<const PackedMatrix> weights, const PreparedRows& x, const ProductOutput& out, Executor& executor,
                     const detail::Kernels& kernels = detail::kernels()) {
  using namespace detail;
  const RowBlocks blocks(x.rows);
  Index groups = 0;
  for (const PackedMatrix& w : weights) groups += groups_of(w);
  // A group's row blocks follow each other, so that its weights are read from memory once.
  const Index at_once = blocks.groups_at_once(executor.concurrency());
  executor.parallel_for(groups * blocks.count, [&](Index task) {
    Index group = task / blocks.count, n = 0;  // output of the matrix that the group lies in
    const PackedMatrix* w = weights.data();
    for (; group >= groups_of(*w); ++w) {
      group -= groups_of(*w);
      n += w->rows();
    }
    n += group * group_outputs;
    const Index t = blocks.first(task % blocks.count);
    multiply_group(*w, group, group + at_once, x, t, blocks.size(task % blocks.count),
                   {out.y + t * out.stride + n, out.stride, out.bias == nullptr ? nullptr : out.bias + n, out.accumulate}, kernels);
  });
}

}  // namespace ganymede::inline v0
