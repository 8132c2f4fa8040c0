#pragma once
// The input of products, in the forms that weights meet it in: made once, shared by all products with this input.

#include <ganymede/core/executor.hpp>
#include <ganymede/ops/kernels.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// 32 neighbouring values of a row as 8-bit integers of one scale.
using InputBlock = detail::InputBlock;

/// x [rows, cols], as floats that lie `stride` apart from row to row and, for quantised weights, as 8-bit integers too. All of it is
/// somebody else's memory.
struct PreparedRows {
  const float* x;
  Index stride, rows, cols;
  const InputBlock* blocks = nullptr;  ///< [rows, cols/32]; null: not quantised
};

/// Computes the rows of `x` and makes their 8-bit form (quantize_rows) in one sweep, a row at a time: compute(t) writes row t.
template <class Compute, class Scratch>
void compute_and_quantize_rows(PreparedRows& x, Compute compute, Executor& executor, Scratch& scratch,
                               const detail::Kernels& kernels = detail::kernels()) {
  constexpr Index rows_per_task = 8;
  const Index blocks = x.cols / detail::block_values;
  auto* const out = scratch.template take_array<InputBlock>(static_cast<std::size_t>(x.rows * blocks));
  executor.parallel_for((x.rows + rows_per_task - 1) / rows_per_task, [&](Index task) {
    for (Index t = rows_per_task * task; t < std::min(rows_per_task * (task + 1), x.rows); ++t) {
      compute(t);
      kernels.quantize_row(x.x + t * x.stride, x.cols, out + t * blocks);
    }
  });
  x.blocks = out;
}

/// Sees to it that `x` has its 8-bit form: each 32 values become integers of one scale, max|x| / 127, within half a scale. Block
/// weights and int8 weights take the same ones. cols must be a multiple of 32. `scratch` gives the memory, scratch.take_array<T>(count).
template <class Scratch>
void quantize_rows(PreparedRows& x, Executor& executor, Scratch& scratch, const detail::Kernels& kernels = detail::kernels()) {
  if (x.blocks == nullptr)
    compute_and_quantize_rows(
        x, [](Index) {}, executor, scratch, kernels);
}

}  // namespace ganymede::inline v0
