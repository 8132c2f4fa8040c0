// No include guard: compiled once per instruction set. Rows of floats to 8-bit integers in blocks of 32 that share a scale.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// max |x| of a block as bits, which order as magnitudes do; infinity and NaN come out on top.
GANYMEDE_INLINE Ints larger_bits(Ints a, Ints b) {
#if GANYMEDE_SIMD == 5
  return (Ints)_mm512_maskz_max_epi32(all, (__m512i)a, (__m512i)b);
#elif GANYMEDE_SIMD == 2
  return (Ints)_mm256_max_epi32((__m256i)a, (__m256i)b);
#elif GANYMEDE_SIMD == 8
  return (Ints)vmaxq_s32((int32x4_t)a, (int32x4_t)b);
#else
  return a > b ? a : b;
#endif
}
struct LargerBitsOf {
  GANYMEDE_INLINE Ints operator()(Ints a, Ints b) const { return larger_bits(a, b); }
};

/// x [K] = scale * q within half a scale, in blocks of 32: scale = max|x| / 127, q rounded to nearest, ties to even. A block that holds
/// infinity or NaN has the scale NaN, so that all its products are NaN.
inline void quantize_row(const float* x, Index K, InputBlock* out) {
  using Small = signed char __attribute__((vector_size(lanes)));
  constexpr int vectors = static_cast<int>(block_values) / lanes;
  for (Index b = 0; b < K / block_values; ++b, x += block_values, ++out) {
    F v[vectors];
    Ints largest{};
    GANYMEDE_UNROLL for (int i = 0; i < vectors; ++i) {
      v[i] = load(x + i * lanes);
      largest = larger_bits((Ints)v[i] & 0x7fffffff, largest);
    }
    const int max_bits = over_lanes(largest, LargerBitsOf{});
    if (__builtin_expect(max_bits >= 0x7f800000, 0)) {
      *out = {};
      out->scale = out->offset = __builtin_nanf("");
      continue;
    }
    float max;
    __builtin_memcpy(&max, &max_bits, sizeof max);
    const float scale = max / 127.0f;
    const F inverse = broadcast(scale > 1e-37f ? 127.0f / max : 0.0f), magic = broadcast(12582912.0f);  // 1.5 * 2^23: rounds to integers
    Ints halves[2]{};
    GANYMEDE_UNROLL for (int i = 0; i < vectors; ++i) {
      const Ints whole = (Ints)fma(v[i], inverse, magic) - 0x4b400000;
      const Small small = __builtin_convertvector(whole, Small);
      __builtin_memcpy(out->q + i * lanes, &small, sizeof small);
      halves[2 * i / vectors] += whole;
    }
    GANYMEDE_UNROLL for (int h = 0; h < 2; ++h) out->half_sums[h] = sum_of_lanes(halves[h]);
    out->sum = out->half_sums[0] + out->half_sums[1];
    out->scale = scale;
    out->offset = scale * static_cast<float>(out->sum);
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
