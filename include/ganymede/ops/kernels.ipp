#pragma once
// All kernels, once per instruction set, and the choice among them.
//
// A region compiles what is included in it for its instruction set, whatever flags the user compiles with, and never fuses a
// multiplication and an addition by itself: an output's bits must not depend on which tile the compiler found worth fusing.
// No standard header may be included, and no function of one called, inside: its code would be shared with the user's program.

#include <ganymede/ops/kernels.hpp>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__clang__)
#define GANYMEDE_PRAGMA(text) _Pragma(#text)
#define GANYMEDE_BEGIN_TARGET(features) GANYMEDE_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define GANYMEDE_END_TARGET _Pragma("clang attribute pop")
#define GANYMEDE_BEGIN_PLAIN
#define GANYMEDE_END_PLAIN
#else
#define GANYMEDE_PRAGMA(text) _Pragma(#text)
#define GANYMEDE_BEGIN_PLAIN _Pragma("GCC push_options") _Pragma("GCC optimize(\"fp-contract=off\")")
#define GANYMEDE_BEGIN_TARGET(features) \
  _Pragma("GCC push_options") GANYMEDE_PRAGMA(GCC target(features)) _Pragma("GCC optimize(\"fp-contract=off\")")
#define GANYMEDE_END_TARGET _Pragma("GCC pop_options")
#define GANYMEDE_END_PLAIN _Pragma("GCC pop_options")
#endif
#if defined(__clang__)
#define GANYMEDE_DOTPROD "dotprod"
#else
#define GANYMEDE_DOTPROD "arch=armv8.2-a+dotprod"
#endif

// The order of inclusion counts.
// clang-format off
GANYMEDE_BEGIN_PLAIN
#define GANYMEDE_TARGET plain
#define GANYMEDE_SIMD 0
#if defined(__x86_64__)
#define GANYMEDE_DOT 1
#else
#define GANYMEDE_DOT 0
#endif
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/float_kernels.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_PLAIN

#if defined(__x86_64__)
GANYMEDE_BEGIN_TARGET("avx2,fma,f16c")
#define GANYMEDE_TARGET avx2
#define GANYMEDE_SIMD 2
#define GANYMEDE_DOT 2
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/float_kernels.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_TARGET

GANYMEDE_BEGIN_TARGET("avx2,fma,f16c,avxvnni")
#define GANYMEDE_TARGET avxvnni
#define GANYMEDE_SIMD 2
#define GANYMEDE_DOT 3
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_TARGET

GANYMEDE_BEGIN_TARGET("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl")
#define GANYMEDE_TARGET avx512
#define GANYMEDE_SIMD 5
#define GANYMEDE_DOT (-1)
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/float_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_TARGET

GANYMEDE_BEGIN_TARGET("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")
#define GANYMEDE_TARGET avx512vnni
#define GANYMEDE_SIMD 5
#define GANYMEDE_DOT 6
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_TARGET

#elif defined(__aarch64__)
GANYMEDE_BEGIN_PLAIN
#define GANYMEDE_TARGET neon
#define GANYMEDE_SIMD 8
#define GANYMEDE_DOT 8
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/float_kernels.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_PLAIN

GANYMEDE_BEGIN_TARGET(GANYMEDE_DOTPROD)
#define GANYMEDE_TARGET neondot
#define GANYMEDE_SIMD 8
#define GANYMEDE_DOT 9
#include <ganymede/ops/simd.inl>
#include <ganymede/ops/product_tiles.inl>
#include <ganymede/ops/block_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
#undef GANYMEDE_DOT
GANYMEDE_END_TARGET

#endif
// clang-format on

namespace ganymede::inline v0::detail {

template <class Floats, class Blocks>
inline constexpr Kernels table{Floats::product_f32,         Floats::product_f16,
                               Floats::product_bf16,        Blocks::product_8bit,
                               Blocks::product_4bit,        Blocks::product_5bit,
                               Blocks::product_4bit_halves, Blocks::product_6bit_halves,
                               Blocks::product_codes,       Blocks::product_codes_halves,
                               Blocks::quantize_row,        Floats::rows,
                               Floats::vocabulary,          Floats::attention};

GANYMEDE_ONCE const Kernels& kernels_for(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::avx2:
      return table<avx2::FloatKernels, avx2::BlockKernels>;
    case Isa::avxvnni:
      return table<avx2::FloatKernels, avxvnni::BlockKernels>;
    case Isa::avx512:
      return table<avx512::FloatKernels, avx2::BlockKernels>;  // 512 bits have no psign
    case Isa::avx512vnni:
      return table<avx512::FloatKernels, avx512vnni::BlockKernels>;
#elif defined(__aarch64__)
    case Isa::neon:
      return table<neon::FloatKernels, neon::BlockKernels>;
    case Isa::neondot:
      return table<neon::FloatKernels, neondot::BlockKernels>;
#endif
    default:
      return table<plain::FloatKernels, plain::BlockKernels>;
  }
}

GANYMEDE_ONCE const Kernels& kernels() {
  static const Kernels& table = kernels_for(active_isa());
  return table;
}

}  // namespace ganymede::inline v0::detail
