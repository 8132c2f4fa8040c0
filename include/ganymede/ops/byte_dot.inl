// No include guard: compiled once per instruction set. Sums of products of bytes, four in each lane.
// GANYMEDE_DOT says how integers are multiplied: 0 compiler vectors, 1 SSE2, 2 AVX2, 3 AVX-VNNI, 6 AVX-512 VNNI, 8 NEON, 9 NEON with
// dot products; the sums are exact whatever it is.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

using Bytes = unsigned char __attribute__((vector_size(lanes * 4)));
using Shorts = unsigned short __attribute__((vector_size(lanes * 4)));
using Ints = int __attribute__((vector_size(lanes * 4)));

GANYMEDE_INLINE Bytes load_bytes(const std::byte* p) {
  Bytes v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
GANYMEDE_INLINE Ints broadcast_int(int x) { return Ints{} + x; }
/// Four values of x in each lane.
GANYMEDE_INLINE Bytes broadcast_step(const std::int8_t* p) {
  int four;
  __builtin_memcpy(&four, p, 4);
  return (Bytes)broadcast_int(four);
}
/// Bits move within 16; the caller keeps those that stayed within their byte.
GANYMEDE_INLINE Bytes shifted_right(Bytes v, int bits) { return (Bytes)((Shorts)v >> bits); }
GANYMEDE_INLINE Bytes shifted_left(Bytes v, int bits) { return bits >= 0 ? (Bytes)((Shorts)v << bits) : shifted_right(v, -bits); }

// What a lane sums up: sum += w0 x0 + .. + w3 x3, with unsigned w below 2^Bits; 8-bit quants are signed where `signed_bytes`, else
// 128 too large. After at most `steps_to_fold` of these, fold() makes an integer of the sum.
#if GANYMEDE_DOT == 6
inline constexpr bool signed_bytes = false;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  return (Ints)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)w, (__m512i)x);
}
#elif GANYMEDE_DOT == 3
inline constexpr bool signed_bytes = false;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  return (Ints)_mm256_dpbusd_avx_epi32((__m256i)sum, (__m256i)w, (__m256i)x);
}
#elif GANYMEDE_DOT == 2
inline constexpr bool signed_bytes = true;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  // Pairs are summed in 16 bits. |w| <= 128 and |x| <= 127 keep 8-bit quants, as magnitude and sign, from saturating; of the smaller
  // ones several pairs fit: 8 * 2 * 15 * 127, 4 * 2 * 31 * 127 and 2 * 2 * 63 * 127 are below 2^15.
  if constexpr (Bits < 8) return (Ints)((Shorts)sum + (Shorts)_mm256_maddubs_epi16((__m256i)w, (__m256i)x));
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8((__m256i)w), _mm256_sign_epi8((__m256i)x, (__m256i)w));
  return sum + (Ints)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}
#elif GANYMEDE_DOT == 9
inline constexpr bool signed_bytes = true;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  asm("sdot %0.4s, %1.16b, %2.16b" : "+w"(sum) : "w"(w), "w"(x));  // Clang 14's header hides vdotq_s32 from target regions
  return sum;
}
#elif GANYMEDE_DOT == 8
inline constexpr bool signed_bytes = true;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  const int16x8_t low = vmull_s8(vget_low_s8((int8x16_t)w), vget_low_s8((int8x16_t)x)), high = vmull_high_s8((int8x16_t)w, (int8x16_t)x);
  return sum + (Ints)vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high));
}
#elif GANYMEDE_DOT == 1
inline constexpr bool signed_bytes = true;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  const __m128i odd = _mm_madd_epi16(_mm_srai_epi16((__m128i)w, 8), _mm_srai_epi16((__m128i)x, 8));
  const __m128i even = _mm_madd_epi16(_mm_srai_epi16(_mm_slli_epi16((__m128i)w, 8), 8), _mm_srai_epi16(_mm_slli_epi16((__m128i)x, 8), 8));
  return sum + (Ints)_mm_add_epi32(even, odd);
}
#else
inline constexpr bool signed_bytes = true;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  const Ints a = (Ints)w, b = (Ints)x;
  return sum + (a << 24 >> 24) * (b << 24 >> 24) + (a << 16 >> 24) * (b << 16 >> 24) + (a << 8 >> 24) * (b << 8 >> 24) +
         (a >> 24) * (b >> 24);
}
#endif
#if GANYMEDE_DOT == 2
template <int Bits>
inline constexpr int steps_to_fold = Bits == 5   ? 4
                                     : Bits == 6 ? 2
                                                 : 8;
template <int Bits>
GANYMEDE_INLINE Ints fold(Ints sum) {
  return Bits == 8 ? sum : (Ints)_mm256_madd_epi16((__m256i)sum, _mm256_set1_epi16(1));
}
#else
template <int Bits>
inline constexpr int steps_to_fold = 8;
template <int Bits>
GANYMEDE_INLINE Ints fold(Ints sum) {
  return sum;
}
#endif

/// Sixteen numbers for look_up(): 128 larger than they are where 8-bit quants are unsigned.
GANYMEDE_INLINE Bytes look_up_table(const std::int8_t* codes) {
  Bytes table;
  for (int i = 0; i < lanes * 4; i += 16) __builtin_memcpy(reinterpret_cast<char*>(&table) + i, codes, 16);
  return signed_bytes ? table : table ^ 0x80;
}
/// The number of each code, which is below 16.
GANYMEDE_INLINE Bytes look_up(Bytes table, Bytes codes) {
#if GANYMEDE_SIMD == 5
  return (Bytes)_mm512_shuffle_epi8((__m512i)table, (__m512i)codes);
#elif GANYMEDE_SIMD == 2
  return (Bytes)_mm256_shuffle_epi8((__m256i)table, (__m256i)codes);
#elif GANYMEDE_SIMD == 8
  return (Bytes)vqtbl1q_u8((uint8x16_t)table, (uint8x16_t)codes);
#else
  Bytes numbers;
  for (int i = 0; i < lanes * 4; ++i) numbers[i] = table[codes[i]];
  return numbers;
#endif
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
