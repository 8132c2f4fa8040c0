// No include guard: compiled once per instruction set. x W^T for block weights: exact sums of 8-bit products within a block of
// 32, scaled and added in floats, block after block. Layout: ops/packed_block.hpp.
//
// Lanes are outputs, so an output's bits depend on no tile size; the integer sums are exact whatever instructions make them.
// GANYMEDE_DOT says how: 0 compiler vectors, 1 SSE2, 2 AVX2, 3 AVX-VNNI, 6 AVX-512 VNNI, 8 NEON, 9 NEON with dot products.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

using Bytes = unsigned char __attribute__((vector_size(lanes * 4)));
using Shorts = short __attribute__((vector_size(lanes * 4)));
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

// What a lane sums up in a block: sum += w0 x0 + .. + w3 x3. `Bits` tells how large w can be; 8-bit quants arrive less 128, as
// signed numbers, where `signed_bytes`, and then need no correction by the zero point.
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
  // Pairs are summed in 16 bits: |w| <= 128 and |x| <= 127 keep 8-bit quants, as magnitude and sign, from saturating.
  if constexpr (Bits == 4) return (Ints)((Shorts)sum + (Shorts)_mm256_maddubs_epi16((__m256i)w, (__m256i)x));  // eight steps fit 16 bits
  const __m256i pairs = Bits == 8 ? _mm256_maddubs_epi16(_mm256_abs_epi8((__m256i)w), _mm256_sign_epi8((__m256i)x, (__m256i)w))
                                  : _mm256_maddubs_epi16((__m256i)w, (__m256i)x);
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
inline constexpr bool signed_bytes = false;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  const __m128i odd = _mm_madd_epi16(_mm_srli_epi16((__m128i)w, 8), _mm_srai_epi16((__m128i)x, 8));
  const __m128i even = _mm_madd_epi16(_mm_and_si128((__m128i)w, _mm_set1_epi16(255)), _mm_srai_epi16(_mm_slli_epi16((__m128i)x, 8), 8));
  return sum + (Ints)_mm_add_epi32(even, odd);
}
#else
inline constexpr bool signed_bytes = false;
template <int Bits>
GANYMEDE_INLINE Ints dot(Ints sum, Bytes w, Bytes x) {
  const Ints a = (Ints)w, b = (Ints)x;
  return sum + (a & 255) * (b << 24 >> 24) + (a >> 8 & 255) * (b << 16 >> 24) + (a >> 16 & 255) * (b << 8 >> 24) +
         (a >> 24 & 255) * (b >> 24);
}
#endif

/// Step s of a block's quants, v-th vector.
template <int Bits>
GANYMEDE_INLINE Bytes quants_of_step(const std::byte* quants, int s, int v) {
  if constexpr (Bits == 8) {
    const Bytes q = load_bytes(quants + s * 64 + v * lanes * 4);
    return signed_bytes ? q ^ 0x80 : q;
  } else {
    const Bytes pair = load_bytes(quants + s % 4 * 64 + v * lanes * 4);
    const Bytes low = s < 4 ? pair & 15 : pair >> 4;
    if constexpr (Bits == 4) return low;
    const Bytes fifth = load_bytes(quants + 256 + v * lanes * 4);
    return low | ((s < 4 ? fifth << (4 - s) : fifth >> (s - 4)) & 16);
  }
}

/// The sums of a block as integers per lane.
template <int Bits>
GANYMEDE_INLINE Ints whole(Ints sum) {
#if GANYMEDE_DOT == 2
  if constexpr (Bits == 4) return (Ints)_mm256_madd_epi16((__m256i)sum, _mm256_set1_epi16(1));
#endif
  return sum;
}

/// Scales or minima.
GANYMEDE_INLINE F load_number(const std::byte* p, bool wide) {
  return wide ? load(reinterpret_cast<const float*>(p)) : load(reinterpret_cast<const F16*>(p));
}

inline constexpr int max_block_rows = lanes == 16 ? 6 : lanes == 8 || registers == 32 ? 4 : 2;
constexpr int block_panels_at_once(int rows) {
  if (lanes == 16) return rows <= 3 ? 4 : 2;
  return lanes == 8 && rows == 1 ? 2 : 1;
}

/// sums [R, group_outputs] = x W^T for rows [row, row + R) of the call and the four panels of its group.
template <int Bits, int R>
void block_tile(const ProductArgs& a, Index row, float* sums) {
  constexpr int P = block_panels_at_once(R), V = 16 / lanes;
  constexpr Index quant_bytes = Bits == 8 ? 512 : Bits == 4 ? 256 : 320;
  const Index blocks = a.depth / block_values;
  const std::int32_t zero_point = Bits == 8 && signed_bytes ? 0 : a.zero;
  for (int p = 0; p < group_panels; p += P, sums += P * panel_outputs) {
    const std::byte* panel = a.weights + p * a.panel_bytes;
    F acc[R][P * V];
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) { GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) acc[r][v] = zero(); }
    for (Index b = 0; b < blocks; ++b) {
      const std::int8_t* const x = a.quants + row * a.depth + b * block_values;
      Ints dots[R][P * V];
      GANYMEDE_UNROLL for (int r = 0; r < R; ++r) { GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) dots[r][v] = Ints{}; }
      GANYMEDE_UNROLL for (int s = 0; s < 8; ++s) {
        Bytes w[P * V];
        GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) {
          w[v] = quants_of_step<Bits>(panel + (v / V) * a.panel_bytes + b * quant_bytes, s, v % V);
        }
        GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
          const Bytes four = broadcast_step(x + r * a.depth + s * 4);
          GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) {
            dots[r][v] = dot<Bits>(dots[r][v], w[v], four);
#if defined(__x86_64__)
            asm("" : "+v"(dots[r][v]));  // or GCC moves all products before all sums, and spills
#endif
          }
        }
      }
      const Index number = a.wide ? 4 : 2;
      const std::byte* const scales = panel + blocks * quant_bytes + b * panel_outputs * number;
      GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) {
        const std::byte* const at = scales + (v / V) * a.panel_bytes + (v % V) * lanes * number;
        const F d = load_number(at, a.wide);
        GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
          const Index block = (row + r) * blocks + b;
          const Ints exact = whole<Bits>(dots[r][v]) - zero_point * a.sums[block];
          acc[r][v] = fma(__builtin_convertvector(exact, F), d * a.scales[block], acc[r][v]);
        }
        if (a.minimum) {
          const F m = load_number(at + blocks * panel_outputs * number, a.wide);
          GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
            const Index block = (row + r) * blocks + b;
            acc[r][v] = fma(m, broadcast(a.scales[block] * static_cast<float>(a.sums[block])), acc[r][v]);
          }
        }
      }
    }
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) store(sums + r * group_outputs + v * lanes, acc[r][v]);
    }
  }
}

template <int Bits>
void block_product(const ProductArgs& a) {
  alignas(64) float sums[max_task_rows * group_outputs];
  for_row_tiles<max_block_rows>(a.rows, [&](Index row, Index count) {
    float* const c = sums + row * group_outputs;
    if (count == 1) return block_tile<Bits, 1>(a, row, c);
    if (count == 2) return block_tile<Bits, 2>(a, row, c);
    if constexpr (max_block_rows >= 4) {
      if (count == 3) return block_tile<Bits, 3>(a, row, c);
      if (count == 4) return block_tile<Bits, 4>(a, row, c);
    }
    if constexpr (max_block_rows >= 6) {
      if (count == 5) return block_tile<Bits, 5>(a, row, c);
      if (count == 6) return block_tile<Bits, 6>(a, row, c);
    }
  });
  write_sums(a, sums);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
