// No include guard: compiled once per instruction set. x W^T for block weights: exact sums of 8-bit products within a block of
// 32 (or its halves, where they have scales of their own), scaled and added in floats, block after block. Layout: ops/packed_block.hpp.
//
// Lanes are outputs, so an output's bits depend on no tile size. Where many rows pass by, the quants of a few blocks are unpacked once
// for all of them; a few rows unpack as they go.
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

/// Step s of a block's quants, or, where a block has two scales, step s of one of its two parts.
template <int Bits, int Parts>
GANYMEDE_INLINE Bytes unpack_step(const std::byte* quants, int part, int s) {
  constexpr int step_bytes = 4 * static_cast<int>(panel_outputs);
  if constexpr (Bits == 8) {
    const Bytes q = load_bytes(quants + s * step_bytes);
    return signed_bytes ? q : q ^ 0x80;
  } else {
    const int high = Parts == 2 ? part : s / 4;
    const Bytes low = shifted_right(load_bytes(quants + s % 4 * step_bytes), 4 * high) & 15;
    if constexpr (Bits == 5) return low | (shifted_left(load_bytes(quants + 4 * step_bytes), 4 - s) & 16);
    if constexpr (Bits == 6) return low | (shifted_left(load_bytes(quants + (4 + high) * step_bytes), 4 - s % 4 * 2) & 48);
    return low;
  }
}

/// Vectors of outputs in a tile of R rows: as many sums as registers hold beside what they are made of, at most four vectors. With 16
/// registers one row takes two, a panel, so that it reads a block from its begin to its end.
template <int R>
inline constexpr int tile_vectors = GANYMEDE_DOT<2 ? 2 / R : R> 4 || (registers == 16 && R != 2) ? 2 : 4;
inline constexpr int most_rows = registers == 32 ? 6 : 4;  // of a tile
inline constexpr int group_vectors = static_cast<int>(group_outputs) / lanes;
inline constexpr Index few_rows = GANYMEDE_DOT > 1 ? 3 : 8;  // that wait for memory: they ask for it `bytes_ahead`, a few blocks at a time
inline constexpr Index few_blocks = registers == 32 ? 2 : 1, bytes_ahead = registers == 32 ? 16384 : 4096;
inline constexpr int blocks_at_once = 8;  // of K: what rows have in common stays in the first-level cache

/// A group's weights as they are stored: Parts scales for 32 values. Vectors of outputs are counted through the group.
template <int Bits, int Parts>
struct PackedGroup {
  const std::byte* at;
  GroupLayout layout;

  GANYMEDE_INLINE Bytes step(Index b, int v, int part, int s) const {
    constexpr int quant_bytes = 64 * Bits;  // of a panel
    const std::byte* const panel = at + b * layout.block + layout.quants + v / panel_vectors * quant_bytes;
    return unpack_step<Bits, Parts>(panel + v % panel_vectors * lanes * 4, part, s);
  }
  /// Asks for the memory of as many blocks as [first, first + blocks), a little further on, or else in the group that comes next, in the
  /// second-level cache: the first level has fewer requests under way. Inline, or GCC takes a call for one without effect.
  GANYMEDE_INLINE void prefetch(Index first, Index blocks, const std::byte* next) const {
    const Index ahead = first * layout.block + bytes_ahead;
    const std::byte* const begin = ahead < layout.bytes ? at + ahead : next + (ahead - layout.bytes);
    for (Index line = 0; line < blocks * layout.block; line += 64) __builtin_prefetch(begin + line, 0, 1);
  }
  GANYMEDE_INLINE F scale(Index b, int v, int part) const {
    return Bits == 8 && layout.per_row ? load(super(layout.super_scales, v)) : number(b, v, part, 0, layout.super_scales);
  }
  GANYMEDE_INLINE F minimum(Index b, int v, int part) const { return number(b, v, part, layout.minima, layout.super_minima); }

  GANYMEDE_INLINE F number(Index b, int v, int part, Index first, Index super_at) const {
    const std::byte* const numbers = at + b * layout.block + first;
    const Index lane = part * group_outputs + v * lanes;
    if (Parts == 2 || (Bits < 8 && super_at != 0))
      return load(reinterpret_cast<const signed char*>(numbers) + lane) * load(super(super_at, v) + b / 8 * group_outputs);
    return load(reinterpret_cast<const F16*>(numbers) + lane);
  }
  GANYMEDE_INLINE const float* super(Index first, int v) const { return reinterpret_cast<const float*>(at + first) + v * lanes; }
};

/// The same for a few blocks that many rows share, unpacked: for types where that costs more than it does to load what it gives.
template <int Bits, int Parts>
struct UnpackedGroup {
  F d[blocks_at_once][Parts][group_vectors], m[blocks_at_once][Parts][group_vectors];
  Bytes w[blocks_at_once][group_vectors][Parts][8 / Parts];

  void unpack(const PackedGroup<Bits, Parts>& packed, Index first, Index blocks) {
    for (Index b = 0; b < blocks; ++b)
      for (int v = 0; v < group_vectors; ++v)
        for (int part = 0; part < Parts; ++part) {
          d[b][part][v] = packed.scale(first + b, v, part);
          if (packed.layout.minima != 0) m[b][part][v] = packed.minimum(first + b, v, part);
          GANYMEDE_UNROLL for (int s = 0; s < 8 / Parts; ++s) w[b][v][part][s] = packed.step(first + b, v, part, s);
        }
  }
  GANYMEDE_INLINE Bytes step(Index b, int v, int part, int s) const { return w[b][v][part][s]; }
  GANYMEDE_INLINE F scale(Index b, int v, int part) const { return d[b][part][v]; }
  GANYMEDE_INLINE F minimum(Index b, int v, int part) const { return m[b][part][v]; }
};

/// sums [R, group_outputs] += x W^T for blocks [first, first + blocks) of `w`; x and sums are those of R rows, x from the first block on.
/// A tile of more than a few rows asks for the memory of as many blocks from `ask` on, a few lines beside each step of its own. Not inline:
/// within its callers, GCC keeps fewer of its sums in registers.
template <int Bits, int Parts, int R, class Group>
[[gnu::noinline]] void block_tile(const Group& w, Index first, Index blocks, const ProductArgs& a, const InputBlock* x, float* sums,
                                  const std::byte* ask) {
  constexpr int width = tile_vectors<R>, steps = 8 / Parts, folds = steps_to_fold<Bits> < steps ? steps_to_fold<Bits> : steps;
  constexpr int block_lines = R <= few_rows ? 0 : 4 * Bits + 4, lines = (block_lines * width + group_vectors - 1) / group_vectors;
  constexpr int lines_a_step = (lines + 7) / 8;
  const Index x_stride = a.depth / block_values;
  for (int v = 0; v < group_vectors; v += width, sums += width * lanes) {
    F acc[R][width];
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int u = 0; u < width; ++u) acc[r][u] = load(sums + r * group_outputs + u * lanes);
    }
    for (Index at = 0; at < blocks * Parts; ++at) {
      const int part = Parts == 1 ? 0 : static_cast<int>(at % 2);
      const Index b = first + at / Parts;
      const InputBlock* const in = x + at / Parts;
      const std::byte* const asked = ask + at / Parts * a.layout.block + (block_lines * v / group_vectors + part * lines / Parts) * 64;
      Ints exact[R][width]{};
      GANYMEDE_UNROLL for (int begin = 0; begin < steps; begin += folds) {
        Ints dots[R][width]{};
        GANYMEDE_UNROLL for (int s = begin; s < begin + folds; ++s) {
          if constexpr (lines > 0) {
            GANYMEDE_UNROLL for (int i = 0; i < lines_a_step; ++i) {
              if (lines * s / 8 + i < lines * (s + 1) / 8) __builtin_prefetch(asked + (lines * s / 8 + i) * 64, 0, 1);
            }
          }
          Bytes quants[width];
          GANYMEDE_UNROLL for (int u = 0; u < width; ++u) quants[u] = w.step(b, v + u, part, s);
          GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
            const Bytes four = broadcast_step(in[r * x_stride].q + (part * steps + s) * 4);
            GANYMEDE_UNROLL for (int u = 0; u < width; ++u) {
              dots[r][u] = dot<Bits>(dots[r][u], quants[u], four);
#if defined(__x86_64__)
              asm("" : "+v"(dots[r][u]));  // or GCC moves all products before all sums, and spills
#endif
            }
          }
        }
        GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
          GANYMEDE_UNROLL for (int u = 0; u < width; ++u) exact[r][u] = exact[r][u] + fold<Bits>(dots[r][u]);
        }
      }
      F d[width];
      GANYMEDE_UNROLL for (int u = 0; u < width; ++u) d[u] = w.scale(b, v + u, part);
      GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
        const InputBlock& row = in[r * x_stride];
        const Ints zero_point = broadcast_int((Parts == 1 ? row.sum : row.half_sums[part]) * a.zero);
        const F scale = broadcast(row.scale);
        GANYMEDE_UNROLL for (int u = 0; u < width; ++u) {
          if (Bits < 8 || !signed_bytes) exact[r][u] = exact[r][u] - zero_point;
          acc[r][u] = fma(__builtin_convertvector(exact[r][u], F), d[u] * scale, acc[r][u]);
        }
      }
      if (Bits < 8 && a.layout.minima != 0) {
        GANYMEDE_UNROLL for (int u = 0; u < width; ++u) {
          const F m = w.minimum(b, v + u, part);
          GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
            const InputBlock& row = in[r * x_stride];
            const float offset = Parts == 1 ? row.offset : row.scale * static_cast<float>(row.half_sums[part]);
            acc[r][u] = fma(m, broadcast(offset), acc[r][u]);
          }
        }
      }
    }
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int u = 0; u < width; ++u) store(sums + r * group_outputs + u * lanes, acc[r][u]);
    }
  }
}

/// Some blocks of all rows of the call, tile by tile: `w` is what the larger tiles read, from its block `at` on. While the first tile
/// works, it asks for the same blocks of the next group; later ones ask for their own, which are there.
template <int Bits, int Parts, class Group>
void block_tiles(const Group& w, Index at, const PackedGroup<Bits, Parts>& packed, Index first, Index blocks, const ProductArgs& a,
                 float* sums) {
  const InputBlock* const x = a.blocks + first;
  const Index stride = a.depth / block_values;
  Index row = 0;
  const auto tile = [&](auto rows, const auto& group, Index block) {
    constexpr int R = decltype(rows)::value;
    const std::byte* const ask = (row == 0 ? a.next : a.weights) + first * a.layout.block;
    block_tile<Bits, Parts, R>(group, block, blocks, a, x + row * stride, sums + row * group_outputs, ask);
    row += R;
  };
  if constexpr (GANYMEDE_DOT > 1) {
    while (a.rows - row >= most_rows) tile(Count<most_rows>{}, w, at);
    if (a.rows - row >= 4) tile(Count<4>{}, w, at);
  }
  while (a.rows - row >= 2) tile(Count<2>{}, packed, first);
  if (row < a.rows) tile(Count<1>{}, packed, first);
}

/// All blocks straight from the packed weights.
template <int Bits, int Parts>
void direct_product(const ProductArgs& a, const PackedGroup<Bits, Parts>& packed, float* sums) {
  const Index blocks = a.depth / block_values, step = a.rows <= few_rows ? few_blocks : blocks;
  for (Index b = 0; b < blocks; b += step) {
    const Index count = blocks - b < step ? blocks - b : step;
    if (a.rows <= few_rows) packed.prefetch(b, count, a.next);
    block_tiles(packed, b, packed, b, count, a, sums);
  }
}

/// The same where unpacking is dear: once for all rows, where they are many.
template <int Bits, int Parts>
void unpacked_product(const ProductArgs& a, const PackedGroup<Bits, Parts>& packed, float* sums) {
  const Index blocks = a.depth / block_values;
  for (Index b = 0; b < blocks; b += blocks_at_once) {
    const Index count = blocks - b < blocks_at_once ? blocks - b : blocks_at_once;
    UnpackedGroup<Bits, Parts> unpacked;
    unpacked.unpack(packed, b, count);
    block_tiles(unpacked, 0, packed, b, count, a, sums);
  }
}

template <int Bits, int Parts>
void block_product(const ProductArgs& a) {
  alignas(64) float sums[max_task_rows * group_outputs];
  for (Index i = 0; i < a.rows * group_outputs; i += lanes) store(sums + i, zero());
  const PackedGroup<Bits, Parts> packed{a.weights, a.layout};
  constexpr bool dear = GANYMEDE_DOT > 1 && (Bits == 5 || Bits == 6 || Parts == 2);
  constexpr Index many = 12;  // rows that are worth unpacking for
  if constexpr (dear)
    a.rows < many ? direct_product(a, packed, sums) : unpacked_product(a, packed, sums);
  else
    direct_product(a, packed, sums);
  write_sums(a, sums);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
