// No include guard: compiled once per instruction set. A group's block weights as a product reads them: as they are
// stored (ops/packed_block.hpp), or unpacked for many rows; and how many rows and blocks are worked on together.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

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
inline constexpr Index few_rows = GANYMEDE_DOT > 1 ? 3 : 8;  // that wait for memory: they prefetch it `bytes_ahead`, a few blocks at a time
inline constexpr Index few_blocks = registers == 32 ? 2 : 1, bytes_ahead = registers == 32 ? 16384 : 4096;
inline constexpr int blocks_at_once = 8;  // of K: what rows have in common stays in the first-level cache

/// What the kernels are compiled for: quants of Bits bits, Parts scales for 32 values; 4-bit codes of numbers of 8 bits, or numbers.
template <int Bits, int Parts, bool Codes = false>
struct Quants {
  static constexpr int bits = Bits, parts = Parts, factor_bits = Codes ? 8 : Bits;
  static constexpr bool codes = Codes;
};

/// A group's weights as they are stored. Vectors of outputs are counted through the group.
template <class Q>
struct PackedGroup {
  static constexpr int Bits = Q::bits, Parts = Q::parts;
  const std::byte* at;
  GroupLayout layout;
  Bytes codes;

  GANYMEDE_INLINE Bytes step(Index b, int v, int part, int s) const {
    constexpr int quant_bytes = 64 * Bits;  // of a panel
    const std::byte* const panel = at + b * layout.block + layout.quants + v / panel_vectors * quant_bytes;
    const Bytes q = unpack_step<Bits, Parts>(panel + v % panel_vectors * lanes * 4, part, s);
    return Q::codes ? look_up(codes, q) : q;
  }
  /// Prefetches as many blocks as [first, first + blocks), a little further on, or else of the group that comes next, to the
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
    if (Q::codes && layout.scales == ScaleType::bf16) return load(reinterpret_cast<const Bf16*>(numbers) + lane);
    if (Q::codes && layout.scales == ScaleType::f32) return load(reinterpret_cast<const float*>(numbers) + lane);
    return load(reinterpret_cast<const F16*>(numbers) + lane);
  }
  GANYMEDE_INLINE const float* super(Index first, int v) const { return reinterpret_cast<const float*>(at + first) + v * lanes; }
};

/// The same for a few blocks that many rows share, unpacked: for types where that costs more than it does to load what it gives.
template <class Q>
struct UnpackedGroup {
  static constexpr int Parts = Q::parts;
  F d[blocks_at_once][Parts][group_vectors], m[blocks_at_once][Parts][group_vectors];
  Bytes w[blocks_at_once][group_vectors][Parts][8 / Parts];

  void unpack(const PackedGroup<Q>& packed, Index first, Index blocks) {
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

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
