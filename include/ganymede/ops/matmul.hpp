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
  const int bits = block_form(dtype).bits;
  if (bits != 0) return bits == 8 ? kernels.product_8bit : bits == 4 ? kernels.product_4bit : kernels.product_5bit;
  return dtype == DType::f16 ? kernels.product_f16 : dtype == DType::bf16 ? kernels.product_bf16 : kernels.product_f32;
}

/// multiply() with the kernels of a given instruction set.
template <class Scratch>
void multiply_with(const Kernels& kernels, const PackedMatrix& w, const float* x, Index x_stride, Index T, const float* bias, float* y,
                   Index y_stride, bool accumulate, Executor& executor, Scratch& scratch) {
  if (T == 0 || w.rows() == 0) return;
  const Index groups = (w.rows() + group_outputs - 1) / group_outputs, row_blocks = (T + max_task_rows - 1) / max_task_rows;
  const Index K = w.cols(), blocks = K / block_values;
  std::int8_t* quants = nullptr;
  float* scales = nullptr;
  std::int32_t* sums = nullptr;
  if (is_quantized(w.dtype())) {
    quants = scratch.template take_array<std::int8_t>(static_cast<std::size_t>(T * K));
    scales = scratch.template take_array<float>(static_cast<std::size_t>(T * blocks));
    sums = scratch.template take_array<std::int32_t>(static_cast<std::size_t>(T * blocks));
    executor.parallel_for((T + 7) / 8, [&](Index eight) {
      for (Index t = 8 * eight; t < std::min(8 * eight + 8, T); ++t)
        kernels.quantize_row(x + t * x_stride, K, quants + t * K, scales + t * blocks, sums + t * blocks);
    });
  }
  const ProductKernel kernel = product_kernel(kernels, w.dtype());
  const BlockForm form = block_form(w.dtype());
  // A group's row blocks follow each other, so that its weights are read from memory once.
  executor.parallel_for(groups * row_blocks, [&](Index task) {
    const Index n = task / row_blocks * group_outputs, block = task % row_blocks;
    const Index t = T * block / row_blocks, rows = T * (block + 1) / row_blocks - t;
    kernel({.weights = w.panel(n / panel_outputs),
            .panel_bytes = static_cast<Index>(w.panel_bytes()),
            .depth = K,
            .x = x + t * x_stride,
            .x_stride = x_stride,
            .quants = quants == nullptr ? nullptr : quants + t * K,
            .scales = scales == nullptr ? nullptr : scales + t * blocks,
            .sums = sums == nullptr ? nullptr : sums + t * blocks,
            .zero = form.zero,
            .wide = form.wide,
            .minimum = form.minimum,
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
