#pragma once
// y = x W^T, the product that transformers are made of. Pure functions on memory; layers/linear.hpp gives them views.
//
// An output's bits depend on the weights' form and the instruction set alone: not on T, threads, or what other rows there are.

#include <ganymede/ops/packed_matrix.hpp>
#include <ganymede/ops/prepared_rows.hpp>
#include <ganymede/split.hpp>

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
GANYMEDE_ONCE ProductKernel product_kernel(const Kernels& kernels, DType dtype);

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
GANYMEDE_ONCE void multiply_group(const PackedMatrix& w, Index group, Index next, const PreparedRows& x, Index t, Index rows,
                                  const ProductOutput& out, const Kernels& kernels);
}  // namespace detail

/// x W^T for the rows of all `weights`, one below the other, each in its own element type. x must be quantised (quantize_rows) if any of
/// them is, and must not overlap y.
GANYMEDE_ONCE void multiply(std::span<const PackedMatrix> weights, const PreparedRows& x, const ProductOutput& out, Executor& executor,
                            const detail::Kernels& kernels = detail::kernels());

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/matmul.ipp>
#endif
