#pragma once
// The first half of a feed-forward layer: products, activation and the next product's input in one go, while they are in the cache.

#include <ganymede/ops/matmul.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// One of the matrices that hidden rows are made of, [F, D], and its bias [F] or null.
struct HiddenWeights {
  const PackedMatrix& matrix;
  const float* bias;
};

/// Where hidden rows [T, F] go: as floats, rows `stride` apart, as 8-bit blocks [T, F/32], or both; what is null is not made.
struct HiddenRows {
  float* y;
  Index stride;
  detail::InputBlock* blocks;
};

/// activate(x W^T + b, x V^T + c) with W, b of `proj` and V, c of `factor`, which may be null. activate(x, factor, y, n) acts elementwise
/// on n floats; x and y are the same memory, and `factor` is null where there is none. What is between the products stays in the
/// first-level cache; the bits are those of multiply(), activation and quantize_rows() one after the other.
template <class Activate>
void multiply_hidden(const HiddenWeights& proj, const HiddenWeights* factor, const PreparedRows& x, const Activate& activate,
                     const HiddenRows& out, Executor& executor, const detail::Kernels& kernels = detail::kernels()) {
  using namespace detail;
  // A few rows wait for memory, so they read some groups of one matrix before they turn to the other.
  constexpr Index few_rows = 12;
  const RowBlocks blocks(x.rows);
  const Index groups = groups_of(proj.matrix), threads = executor.concurrency();
  const Index pieces = threads > 1 ? 4 * threads : 1;
  const Index at_once =
      x.rows <= few_rows ? std::clamp((groups + pieces - 1) / pieces, Index{1}, max_task_rows / std::max(x.rows, Index{1})) : 1;
  executor.parallel_for((groups + at_once - 1) / at_once * blocks.count, [&](Index task) {
    alignas(64) float projected[max_task_rows * group_outputs], factors[max_task_rows * group_outputs];
    const Index first = task / blocks.count * at_once, end = std::min(first + at_once, groups);
    const Index t = blocks.first(task % blocks.count), rows = blocks.size(task % blocks.count);
    const Index n = first * group_outputs, outputs = std::min(proj.matrix.rows(), end * group_outputs) - n;
    const auto multiply = [&](const HiddenWeights& w, float* y, Index stride) {
      for (Index g = first; g < end; ++g) {
        const float* const bias = w.bias == nullptr ? nullptr : w.bias + g * group_outputs;
        const Index next = g + 1 < end ? g + 1 : first + at_once * blocks.groups_at_once(threads);
        multiply_group(w.matrix, g, next, x, t, rows, {y + (g - first) * group_outputs, stride, bias}, kernels);
      }
    };
    float* const y = out.y == nullptr ? projected : out.y + t * out.stride + n;
    const Index width = at_once * group_outputs, stride = out.y == nullptr ? width : out.stride;
    multiply(proj, y, stride);
    if (factor != nullptr) multiply(*factor, factors, width);
    for (Index r = 0; r < rows; ++r) {
      float* const row = y + r * stride;
      activate(row, factor == nullptr ? nullptr : factors + r * width, row, outputs);
      if (out.blocks != nullptr) kernels.quantize_row(row, outputs, out.blocks + ((t + r) * proj.matrix.rows() + n) / block_values);
    }
  });
}

}  // namespace ganymede::inline v0
