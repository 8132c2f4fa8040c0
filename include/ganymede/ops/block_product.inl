// No include guard: compiled once per instruction set. x W^T for block weights: exact sums of 8-bit products within a block of
// 32 (or its halves, where they have scales of their own), scaled and added in floats, block after block.
//
// Lanes are outputs, so an output's bits depend on no tile size. Where many rows pass by, the quants of a few blocks are unpacked once
// for all of them; a few rows unpack as they go.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// sums [R, group_outputs] += x W^T for blocks [first, first + blocks) of `w`; x and sums are those of R rows, x from the first block on.
/// A tile of more than a few rows prefetches as many blocks from `ask` on, a few lines beside each step of its own. Not inline:
/// within its callers, GCC keeps fewer of its sums in registers.
template <class Q, int R, class Group>
[[gnu::noinline]] void block_tile(const Group& w, Index first, Index blocks, const ProductArgs& a, const InputBlock* x, float* sums,
                                  const std::byte* ask) {
  constexpr int Bits = Q::bits, Parts = Q::parts, factors = Q::factor_bits;
  constexpr int width = tile_vectors<R>, steps = 8 / Parts, folds = steps_to_fold<factors> < steps ? steps_to_fold<factors> : steps;
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
              dots[r][u] = dot<factors>(dots[r][u], quants[u], four);
#if defined(__x86_64__)
              asm("" : "+v"(dots[r][u]));  // or GCC moves all products before all sums, and spills
#endif
            }
          }
        }
        GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
          GANYMEDE_UNROLL for (int u = 0; u < width; ++u) exact[r][u] = exact[r][u] + fold<factors>(dots[r][u]);
        }
      }
      F d[width];
      GANYMEDE_UNROLL for (int u = 0; u < width; ++u) d[u] = w.scale(b, v + u, part);
      GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
        const InputBlock& row = in[r * x_stride];
        const Ints zero_point = broadcast_int((Parts == 1 ? row.sum : row.half_sums[part]) * a.zero);
        const F scale = broadcast(row.scale);
        GANYMEDE_UNROLL for (int u = 0; u < width; ++u) {
          if (factors < 8 || !signed_bytes) exact[r][u] = exact[r][u] - zero_point;
          acc[r][u] = fma(__builtin_convertvector(exact[r][u], F), d[u] * scale, acc[r][u]);
        }
      }
      if (factors < 8 && a.layout.minima != 0) {
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
/// works, it prefetches the same blocks of the next group; later ones their own, which are there.
template <class Q, class Group>
void block_tiles(const Group& w, Index at, const PackedGroup<Q>& packed, Index first, Index blocks, const ProductArgs& a, float* sums) {
  const InputBlock* const x = a.blocks + first;
  const Index stride = a.depth / block_values;
  Index row = 0;
  const auto tile = [&](auto rows, const auto& group, Index block) {
    constexpr int R = decltype(rows)::value;
    const std::byte* const ask = (row == 0 ? a.next : a.weights) + first * a.layout.block;
    block_tile<Q, R>(group, block, blocks, a, x + row * stride, sums + row * group_outputs, ask);
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
template <class Q>
void direct_product(const ProductArgs& a, const PackedGroup<Q>& packed, float* sums) {
  const Index blocks = a.depth / block_values, step = a.rows <= few_rows ? few_blocks : blocks;
  for (Index b = 0; b < blocks; b += step) {
    const Index count = blocks - b < step ? blocks - b : step;
    if (a.rows <= few_rows) packed.prefetch(b, count, a.next);
    block_tiles(packed, b, packed, b, count, a, sums);
  }
}

/// The same where unpacking is dear: once for all rows, where they are many.
template <class Q>
void unpacked_product(const ProductArgs& a, const PackedGroup<Q>& packed, float* sums) {
  const Index blocks = a.depth / block_values;
  for (Index b = 0; b < blocks; b += blocks_at_once) {
    const Index count = blocks - b < blocks_at_once ? blocks - b : blocks_at_once;
    UnpackedGroup<Q> unpacked;
    unpacked.unpack(packed, b, count);
    block_tiles(unpacked, 0, packed, b, count, a, sums);
  }
}

template <class Q>
void block_product(const ProductArgs& a) {
  alignas(64) float sums[max_task_rows * group_outputs];
  for (Index i = 0; i < a.rows * group_outputs; i += lanes) store(sums + i, zero());
  const PackedGroup<Q> packed{a.weights, a.layout, Q::codes ? look_up_table(a.codes) : Bytes{}};
  constexpr bool dear = GANYMEDE_DOT > 1 && (Q::bits == 5 || Q::bits == 6 || Q::parts == 2);
  constexpr Index many = 12;  // rows that are worth unpacking for
  if constexpr (dear)
    a.rows < many ? direct_product(a, packed, sums) : unpacked_product(a, packed, sums);
  else
    direct_product(a, packed, sums);
  write_sums(a, sums);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
