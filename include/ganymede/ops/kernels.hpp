#pragma once
// All kernels, once per instruction set, and the table of those that this machine runs.
//
// A region compiles what is included in it for its instruction set, whatever flags the user compiles with, and never fuses a
// multiplication and an addition by itself: an output's bits must not depend on which tile the compiler found worth fusing.
// No standard header may be included, and no function of one called, inside: its code would be shared with the user's program.

#include <ganymede/core/dtype.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/ops/isa.hpp>
#include <ganymede/ops/kernel_types.hpp>

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

GANYMEDE_BEGIN_PLAIN
#define GANYMEDE_TARGET plain
#define GANYMEDE_SIMD 0
#include <ganymede/ops/float_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
GANYMEDE_END_PLAIN

#if defined(__x86_64__)
GANYMEDE_BEGIN_TARGET("avx2,fma,f16c")
#define GANYMEDE_TARGET avx2
#define GANYMEDE_SIMD 2
#include <ganymede/ops/float_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
GANYMEDE_END_TARGET

GANYMEDE_BEGIN_TARGET("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl")
#define GANYMEDE_TARGET avx512
#define GANYMEDE_SIMD 5
#include <ganymede/ops/float_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
GANYMEDE_END_TARGET
#endif

#if defined(__aarch64__)
GANYMEDE_BEGIN_PLAIN
#define GANYMEDE_TARGET neon
#define GANYMEDE_SIMD 8
#include <ganymede/ops/float_kernels.inl>
#undef GANYMEDE_TARGET
#undef GANYMEDE_SIMD
GANYMEDE_END_PLAIN
#endif

namespace ganymede::inline v0::detail {

/// The kernels of one instruction set.
struct Kernels {
  ProductKernel product_f32, product_f16, product_bf16;
};

template <class T>
inline Kernels float_kernels() {
  return {T::product_f32, T::product_f16, T::product_bf16};
}

inline const Kernels& kernels_for(Isa isa) {
  static const Kernels plain_table = float_kernels<plain::FloatKernels>();
#if defined(__x86_64__)
  static const Kernels avx2_table = float_kernels<avx2::FloatKernels>(), avx512_table = float_kernels<avx512::FloatKernels>();
  if (isa == Isa::avx2 || isa == Isa::avxvnni) return avx2_table;
  if (isa == Isa::avx512 || isa == Isa::avx512vnni) return avx512_table;
#elif defined(__aarch64__)
  static const Kernels neon_table = float_kernels<neon::FloatKernels>();
  if (isa == Isa::neon || isa == Isa::neondot) return neon_table;
#endif
  return plain_table;
}

/// The kernels this process runs.
inline const Kernels& kernels() {
  static const Kernels& table = kernels_for(active_isa());
  return table;
}

}  // namespace ganymede::inline v0::detail
