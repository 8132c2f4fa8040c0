#pragma once
// The bodies of matmul.hpp.

#include <ganymede/ops/matmul.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE ProductKernel product_kernel(const Kernels& kernels, DType dtype) {
  const BlockForm form = block_form(dtype);
  switch (form.bits) {
    case 4:
      if (form.codes) return form.parts == 2 ? kernels.product_codes_halves : kernels.product_codes;
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

GANYMEDE_ONCE void multiply_group(const PackedMatrix& w, Index group, Index next, const PreparedRows& x, Index t, Index rows,
                                  const ProductOutput& out, const Kernels& kernels) {
  product_kernel(kernels, w.dtype())({.weights = w.group(group),
                                      .next = w.group(next),
                                      .layout = w.layout(),
                                      .zero = block_form(w.dtype()).zero,
                                      .codes = code_values(w.dtype()),
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

GANYMEDE_ONCE void multiply(std::span<const PackedMatrix> weights, const PreparedRows& x, const ProductOutput& out, Executor& executor,
                            const detail::Kernels& kernels) {
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
