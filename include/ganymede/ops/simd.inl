// No include guard: compiled once per instruction set. The whole vocabulary of the float kernels.
// GANYMEDE_TARGET is the namespace, GANYMEDE_SIMD what it may use: 0 compiler vectors, 2 AVX2, 5 AVX-512, 8 NEON.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

#if GANYMEDE_SIMD == 5
using F = __m512;
inline constexpr __mmask16 all = 0xffff;  // the masked forms spare GCC 12 a warning about its own headers; the code is the same
inline constexpr int lanes = 16, registers = 32;
GANYMEDE_INLINE F zero() { return _mm512_setzero_ps(); }
GANYMEDE_INLINE F broadcast(float x) { return _mm512_set1_ps(x); }
GANYMEDE_INLINE F load(const float* p) { return _mm512_loadu_ps(p); }
GANYMEDE_INLINE F load(const F16* p) { return _mm512_maskz_cvtph_ps(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))); }
GANYMEDE_INLINE F load(const Bf16* p) {
  return _mm512_castsi512_ps(
      _mm512_maskz_slli_epi32(all, _mm512_maskz_cvtepu16_epi32(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))), 16));
}
GANYMEDE_INLINE F load(const std::int8_t* p) {
  return _mm512_maskz_cvtepi32_ps(all, _mm512_maskz_cvtepi8_epi32(all, _mm_loadu_si128(reinterpret_cast<const __m128i*>(p))));
}
GANYMEDE_INLINE void store(float* p, F v) { _mm512_storeu_ps(p, v); }
GANYMEDE_INLINE void store(F16* p, F v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_maskz_cvtps_ph(all, v, 0)); }
GANYMEDE_INLINE F larger(F a, F b) { return _mm512_maskz_max_ps(all, a, b); }   // b where one is NaN
GANYMEDE_INLINE F smaller(F a, F b) { return _mm512_maskz_min_ps(all, a, b); }  // b where one is NaN
GANYMEDE_INLINE F add(F a, F b) { return _mm512_add_ps(a, b); }
GANYMEDE_INLINE F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
#elif GANYMEDE_SIMD == 2
using F = __m256;
inline constexpr int lanes = 8, registers = 16;
GANYMEDE_INLINE F zero() { return _mm256_setzero_ps(); }
GANYMEDE_INLINE F broadcast(float x) { return _mm256_set1_ps(x); }
GANYMEDE_INLINE F load(const float* p) { return _mm256_loadu_ps(p); }
GANYMEDE_INLINE F load(const F16* p) { return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))); }
GANYMEDE_INLINE F load(const Bf16* p) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))), 16));
}
GANYMEDE_INLINE F load(const std::int8_t* p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))));
}
GANYMEDE_INLINE void store(float* p, F v) { _mm256_storeu_ps(p, v); }
GANYMEDE_INLINE void store(F16* p, F v) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(v, 0)); }
GANYMEDE_INLINE F larger(F a, F b) { return _mm256_max_ps(a, b); }   // b where one is NaN
GANYMEDE_INLINE F smaller(F a, F b) { return _mm256_min_ps(a, b); }  // b where one is NaN
GANYMEDE_INLINE F add(F a, F b) { return _mm256_add_ps(a, b); }
GANYMEDE_INLINE F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
#else
using F = float __attribute__((vector_size(16)));
using U = unsigned __attribute__((vector_size(16)));
inline constexpr int lanes = 4, registers = GANYMEDE_SIMD == 8 ? 32 : 16;
GANYMEDE_INLINE F zero() { return F{}; }
GANYMEDE_INLINE F broadcast(float x) { return F{x, x, x, x}; }
GANYMEDE_INLINE F load(const float* p) {
  F v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
GANYMEDE_INLINE F load(const std::int8_t* p) {
  return F{static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]), static_cast<float>(p[3])};
}
GANYMEDE_INLINE void store(float* p, F v) { __builtin_memcpy(p, &v, sizeof v); }
GANYMEDE_INLINE F larger(F a, F b) { return a > b ? a : b; }   // b where one is NaN
GANYMEDE_INLINE F smaller(F a, F b) { return a < b ? a : b; }  // b where one is NaN
GANYMEDE_INLINE F add(F a, F b) { return a + b; }
GANYMEDE_INLINE F load(const Bf16* p) { return (F)(U{p[0].bits, p[1].bits, p[2].bits, p[3].bits} << 16); }
#if GANYMEDE_SIMD == 8
GANYMEDE_INLINE void store(F16* p, F v) { vst1_u16(&p->bits, vreinterpret_u16_f16(vcvt_f16_f32((float32x4_t)v))); }
GANYMEDE_INLINE F load(const F16* p) { return (F)vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(&p->bits))); }
GANYMEDE_INLINE F fma(F a, F b, F c) { return (F)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
#else
GANYMEDE_INLINE void store(F16* p, F v) {
  for (int i = 0; i < lanes; ++i) p[i].bits = float_to_half(v[i]);
}
GANYMEDE_INLINE F load(const F16* p) {
  const U half{p[0].bits, p[1].bits, p[2].bits, p[3].bits};
  const U magnitude = (half & 0x7fffU) << 13;  // the exponent is too small by 112
  const F value = (F)magnitude * 0x1p112f;
  const U special = (U)(magnitude >= (0x7c00U << 13)) & 0x7f800000U;  // infinity, NaN
  return (F)((U)value | special | (half & 0x8000U) << 16);
}
GANYMEDE_INLINE F fma(F a, F b, F c) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  const F product = a * b;
  return product + c;
}
#endif
#endif

using Int32 = int __attribute__((vector_size(lanes * 4)));

/// All lanes of floats or of integers as one, in halves: lane i with lane i + lanes / 2, and so on.
template <class V, class Both>
GANYMEDE_INLINE auto over_lanes(V v, Both both) {
#if GANYMEDE_SIMD == 5
  v = both(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  v = both(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  v = both(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  v = both(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
#elif GANYMEDE_SIMD == 2
  v = both(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
  v = both(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
  v = both(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6));
#else
  v = both(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  v = both(v, __builtin_shufflevector(v, v, 1, 0, 3, 2));
#endif
  return v[0];
}
struct SumOf {
  template <class V>
  GANYMEDE_INLINE V operator()(V a, V b) const {
    return a + b;
  }
};
struct LargerOf {
  GANYMEDE_INLINE F operator()(F a, F b) const { return larger(a, b); }
};
GANYMEDE_INLINE float sum_of_lanes(F v) { return over_lanes(v, SumOf{}); }
GANYMEDE_INLINE int sum_of_lanes(Int32 v) { return over_lanes(v, SumOf{}); }
GANYMEDE_INLINE float largest_of_lanes(F v) { return over_lanes(v, LargerOf{}); }

/// The first `count` < lanes values, then zeros.
template <class Stored>
GANYMEDE_INLINE F load_part(const Stored* p, Index count) {
  Stored part[lanes]{};
  for (Index i = 0; i < count; ++i) part[i] = p[i];
  return load(part);
}
GANYMEDE_INLINE void store_part(float* p, F v, Index count) {
  float part[lanes];
  store(part, v);
  for (Index i = 0; i < count; ++i) p[i] = part[i];
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
