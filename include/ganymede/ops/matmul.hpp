#pragma once
// y = x W^T, the product that transformers are made of. Pure functions on memory; layers/linear.hpp gives them views.
//
// An output's bits depend on the weights' form and the instruction set alone: not on T, threads, or what other rows there are.

#include <ganymede/core/executor.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/ops/packed_matrix.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

namespace detail {
inline ProductKernel product_kernel(const Kernels& kernels, DType dtype) {
  return dtype == DType::f16 ? kernels.product_f16 : dtype == DType::bf16 ? kernels.product_bf16 : kernels.product_f32;
}

/// multiply() with the kernels of a given instruction set.
template <class Scratch>
void multiply_with(const Kernels& kernels, const PackedMatrix& w, const float* x, Index x_stride, Index T, const float* bias, float* y,
                   Index y_stride, bool accumulate, Executor& executor, Scratch&) {
  const ProductKernel kernel = product_kernel(kernels, w.dtype());
  const Index groups = (w.rows() + group_outputs - 1) / group_outputs, row_blocks = (T + max_task_rows - 1) / max_task_rows;
  // A group's row blocks follow each other, so that its weights are read from memory once.
  executor.parallel_for(groups * row_blocks, [&](Index task) {
    const Index n = task / row_blocks * group_outputs, block = task % row_blocks;
    const Index t = T * block / row_blocks, rows = T * (block + 1) / row_blocks - t;
    kernel({.weights = w.panel(n / panel_outputs),
            .panel_bytes = static_cast<Index>(w.panel_bytes()),
            .depth = w.cols(),
            .x = x + t * x_stride,
            .x_stride = x_stride,
            .quants = nullptr,
            .scales = nullptr,
            .sums = nullptr,
            .rows = rows,
            .bias = bias == nullptr ? nullptr : bias + n,
            .y = y + t * y_stride + n,
            .y_stride = y_stride,
            .outputs = std::min(w.rows() - n, group_outputs),
            .accumulate = accumulate});
  });
}
}  // namespace detail

/// y [T, out] = x [T, in] W^T + bias, or y += x W^T + bias; `bias` [out] may be null. Rows of x and y lie x_stride and y_stride
/// floats apart; they must not overlap. `scratch` gives temporary memory, scratch.take_array<T>(count), which the caller gives
/// back after the call (Workspace::Scope).
template <class Scratch>
void multiply(const PackedMatrix& w, const float* x, Index x_stride, Index T, const float* bias, float* y, Index y_stride, bool accumulate,
              Executor& executor, Scratch& scratch) {
  detail::multiply_with(detail::kernels(), w, x, x_stride, T, bias, y, y_stride, accumulate, executor, scratch);
}

}  // namespace ganymede::inline v0
