#pragma once
// The table of kernels that this machine runs; kernels.ipp compiles them, once per instruction set.

#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/ops/isa.hpp>
#include <ganymede/ops/kernel_types.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0::detail {

/// The kernels of one instruction set.
struct Kernels {
  ProductKernel product_f32, product_f16, product_bf16, product_8bit, product_4bit, product_5bit, product_4bit_halves, product_6bit_halves,
      product_codes, product_codes_halves;
  QuantizeKernel quantize_row;
  RowKernels rows;
  VocabularyKernels vocabulary;
  AttentionKernels attention;
};

GANYMEDE_ONCE const Kernels& kernels_for(Isa isa);

/// The kernels this process runs.
GANYMEDE_ONCE const Kernels& kernels();

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/ops/kernels.ipp>
#endif
