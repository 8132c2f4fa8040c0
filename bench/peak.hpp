#pragma once
// What this machine can do at best, measured in the same run as what is compared with it: multiply-adds a second of independent
// chains in registers, and bytes a second of a plain read.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/ops/kernels.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace bench {

using ganymede::Index;

/// Seconds of the fastest of some runs.
template <class F>
double best_seconds(F f, int runs = 9) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

// A loop of independent chains, long enough to hide an instruction's latency.
#define BENCH_CHAINS(TYPE, STEP)        \
  TYPE c[12];                           \
  GANYMEDE_UNROLL for (auto& v : c) {   \
    v = TYPE{};                         \
    asm("" : "+v"(v));                  \
  }                                     \
  for (Index i = 0; i < steps; ++i) {   \
    GANYMEDE_UNROLL for (auto& v : c) { \
      STEP;                             \
      asm("" : "+v"(v));                \
    }                                   \
  }                                     \
  GANYMEDE_UNROLL for (auto& v : c) asm volatile("" : : "v"(v))

#if defined(__x86_64__)
GANYMEDE_BEGIN_TARGET("avx2,fma")
inline double fma_256(Index steps) {
  const __m256 a = _mm256_set1_ps(0.5f);
  BENCH_CHAINS(__m256, v = _mm256_fmadd_ps(a, a, v));
  return 8;
}
inline double int8_256(Index steps) {  // what 8-bit products cost without VNNI
  const __m256i a = _mm256_set1_epi8(1), one = _mm256_set1_epi16(1);
  BENCH_CHAINS(__m256i, v = _mm256_add_epi32(v, _mm256_madd_epi16(_mm256_maddubs_epi16(a, _mm256_add_epi8(v, a)), one)));
  return 32;
}
GANYMEDE_END_TARGET
GANYMEDE_BEGIN_TARGET("avx2,fma,avxvnni")
inline double vnni_256(Index steps) {
  const __m256i a = _mm256_set1_epi8(1);
  BENCH_CHAINS(__m256i, v = _mm256_dpbusd_avx_epi32(v, a, a));
  return 32;
}
GANYMEDE_END_TARGET
GANYMEDE_BEGIN_TARGET("avx2,fma,avx512f,avx512vnni")
inline double fma_512(Index steps) {
  const __m512 a = _mm512_set1_ps(0.5f);
  BENCH_CHAINS(__m512, v = _mm512_fmadd_ps(a, a, v));
  return 16;
}
inline double vnni_512(Index steps) {
  const __m512i a = _mm512_set1_epi8(1);
  BENCH_CHAINS(__m512i, v = _mm512_dpbusd_epi32(v, a, a));
  return 64;
}
GANYMEDE_END_TARGET
#endif

/// Multiply-adds a second of `isa` on `threads` threads; 0 where none is known.
inline double peak_macs(ganymede::Isa isa, bool int8, Index threads) {
  using ganymede::Isa;
  double (*loop)(Index) = nullptr;
#if defined(__x86_64__)
  if (isa == Isa::avx2) loop = int8 ? int8_256 : fma_256;
  if (isa == Isa::avxvnni) loop = int8 ? vnni_256 : fma_256;
  if (isa == Isa::avx512) loop = int8 ? int8_256 : fma_512;
  if (isa == Isa::avx512vnni) loop = int8 ? vnni_512 : fma_512;
#endif
  if (loop == nullptr) return 0;
  constexpr Index steps = 400'000;
  ganymede::ThreadPool pool(threads);
  double width = 0;
  const double seconds = best_seconds([&] {
    pool.parallel_for(threads, [&](Index i) {
      const double w = loop(steps);
      if (i == 0) width = w;
    });
  });
  return 12 * steps * width * static_cast<double>(threads) / seconds;
}

/// Bytes a second that `threads` threads read from memory that no cache holds.
inline double peak_bytes(Index threads) {
  constexpr Index part = Index{1} << 20, parts = 256;
  ganymede::Buffer memory(static_cast<std::size_t>(part * parts));
  std::memset(memory.data(), 1, memory.size());  // pages of its own: what was never written is one page of zeros, and cached
  ganymede::ThreadPool pool(threads);
  const double seconds = best_seconds([&] {
    pool.parallel_for(parts, [&](Index i) {
      using Wide = long long __attribute__((vector_size(16)));  // every instruction set has it: wider ones go through the stack
      Wide sums[4]{};
      const std::byte* const from = memory.data() + i * part;
      for (Index at = 0; at < part; at += 64) {
        GANYMEDE_UNROLL for (int v = 0; v < 4; ++v) {
          Wide x;
          std::memcpy(&x, from + at + 16 * v, 16);
          sums[v] |= x;
        }
      }
      asm volatile("" : : "m"(sums));
    });
  });
  return static_cast<double>(part * parts) / seconds;
}

}  // namespace bench
