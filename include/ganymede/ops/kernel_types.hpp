#pragma once
// What kernels are called with: shared by all instruction sets, so nothing here depends on one.

#include <ganymede/core/types.hpp>

#include <cstring>

#if defined(__FAST_MATH__)
#error "ganymede gives the same bits for the same input; -ffast-math would take that away"
#endif

#define GANYMEDE_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define GANYMEDE_UNROLL _Pragma("unroll")
#else
#define GANYMEDE_UNROLL _Pragma("GCC unroll 64")
#endif

namespace ganymede::inline v0::detail {

inline constexpr Index panel_outputs = 16;  // outputs side by side in a packed panel: the lanes of the kernels
inline constexpr Index group_panels = 4;    // panels a kernel call works on
inline constexpr Index group_outputs = panel_outputs * group_panels;
inline constexpr Index max_task_rows = 48;  // rows a kernel call works on
inline constexpr Index block_values = 32;   // values of K that share a scale, in weights and in quantised inputs

/// Elements of half the width, told apart by type.
struct F16 {
  std::uint16_t bits;
};
struct Bf16 {
  std::uint16_t bits;
};

/// One kernel call: up to 48 rows of x against one group of 64 outputs.
struct ProductArgs {
  const std::byte* weights;  // the group's first panel
  Index panel_bytes;         // from one panel to the next
  Index depth;               // K
  const float* x;            // float weights: rows of floats ...
  Index x_stride;
  const std::int8_t* quants;  // ... block weights: [rows, K] integers q, with x = scale * q in blocks of 32
  const float* scales;        // [rows, K/32]
  const std::int32_t* sums;   // [rows, K/32] sums of a block's q
  std::int32_t zero;          // block weights: what to take off their unsigned quants
  bool wide;                  // block weights: f32 scales and minima in place of f16
  bool minimum;               // block weights: d * q + m
  Index rows;
  const float* bias;  // of the group's outputs, or null
  float* y;           // the group's first output in the first row
  Index y_stride;
  Index outputs;    // how many of the group's 64 outputs exist
  bool accumulate;  // y += instead of y =
};
using ProductKernel = void (*)(const ProductArgs&);

/// x [K] -> q [K], scales [K/32], sums [K/32]
using QuantizeKernel = void (*)(const float* x, Index K, std::int8_t* q, float* scales, std::int32_t* sums);

/// Functions of rows of n floats; x and y may be the same memory.
struct RowKernels {
  using Activate = void (*)(const float* x, const float* factor, float* y, Index n);
  Activate activate[5];  // in the order of ActivationFunction
  void (*softmax)(const float* x, float* y, Index n);
  void (*rms_norm)(const float* x, const float* weight, float eps, float* y, Index n);
  void (*layer_norm)(const float* x, const float* weight, const float* bias, float eps, float* y, Index n);
};

}  // namespace ganymede::inline v0::detail
