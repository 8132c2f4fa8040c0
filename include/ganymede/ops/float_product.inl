// No include guard: compiled once per instruction set. x W^T for float weights, W packed [N/16][K][16].
//
// A tile is R rows by some panels of 16 outputs. Lanes are outputs and K runs in order, one fused multiply-add a product, so an
// output's bits depend on no tile size. (Goto and van de Geijn 2008 for the shape of it.)
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline constexpr int max_rows = registers == 32 ? 6 : panel_vectors == 2 ? 6 : 3;
inline constexpr Index depth_chunk = 512;  // of K: a chunk of a group stays in the second-level cache while all rows pass by

/// Panels at once for R rows: as many independent sums as registers hold beside the weights (those of half the width need registers
/// to be widened in), at least enough to hide a multiply-add's latency.
constexpr int panels_at_once(int rows, bool half) {
  const int sums = (registers == 32 ? 24 : half ? 10 : 12) / (rows * panel_vectors);
  return sums >= 4 ? 4 : sums >= 2 ? 2 : 1;
}

/// sums [R, group_outputs] (+)= x [R, depth] W^T for the four panels of a group. `panel` counts elements from one panel to the next; `next`
/// is what will be read after these panels.
template <int R, class W>
void float_tile(const W* w, const W* next, Index panel, const float* x, Index x_stride, Index depth, float* sums, bool first) {
  constexpr int P = panels_at_once(R, sizeof(W) == 2), V = panel_vectors;
  // Weights are asked for in the second-level cache, which may have more requests under way; with 16 registers, rows that share them
  // find them there already and need the first.
  constexpr int level = registers == 16 && R > 1 ? 3 : 1;
  constexpr Index near = 2048 / sizeof(W), near_steps = near / panel_outputs;
  const Index own_steps = depth > near_steps ? depth - near_steps : 0;  // that ask for weights of the same panel, not of the next one
  for (int p = 0; p < group_panels; p += P, w += P * panel, sums += P * panel_outputs) {
    F acc[R][P * V];
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) acc[r][v] = first ? zero() : load(sums + r * group_outputs + v * lanes);
    }
    const W* const then = p + P < group_panels ? w + P * panel : next;
    for (Index part = 0, k = 0; part < 2; ++part) {
      const Index end = part == 0 ? own_steps : depth, ahead = part == 0 ? near : then - w - own_steps * panel_outputs;
      for (; k < end; ++k) {
        F b[P * V];
        GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) {
          const W* const at = w + (v / V) * panel + k * panel_outputs + (v % V) * lanes;
          b[v] = load(at);
          if (v % V == 0) __builtin_prefetch(at + ahead, 0, level);
        }
        GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
          const F a = broadcast(x[r * x_stride + k]);
          GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) acc[r][v] = fma(a, b[v], acc[r][v]);
        }
      }
    }
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int v = 0; v < P * V; ++v) store(sums + r * group_outputs + v * lanes, acc[r][v]);
    }
  }
}

template <class W>
void float_product(const ProductArgs& a) {
  alignas(64) float sums[max_task_rows * group_outputs];
  const Index panel = a.depth * panel_outputs;
  const Index chunk = a.rows <= max_rows ? a.depth : depth_chunk;  // for a single tile, nothing is used twice
  for (Index k = 0; k < a.depth; k += chunk) {
    const Index depth = a.depth - k < chunk ? a.depth - k : chunk;
    const W* const w = reinterpret_cast<const W*>(a.weights) + k * panel_outputs;
    const W* const next = k + depth < a.depth ? w + depth * panel_outputs : reinterpret_cast<const W*>(a.next);
    for_row_tiles<max_rows>(a.rows, [&](Index row, Index count) {
      const float* const x = a.x + row * a.x_stride + k;
      float* const c = sums + row * group_outputs;
      switch (count) {
        case 1:
          return float_tile<1>(w, next, panel, x, a.x_stride, depth, c, k == 0);
        case 2:
          return float_tile<2>(w, next, panel, x, a.x_stride, depth, c, k == 0);
        case 3:
          return float_tile<3>(w, next, panel, x, a.x_stride, depth, c, k == 0);
        default:
          break;
      }
      if constexpr (max_rows > 3) {
        if (count == 4) return float_tile<4>(w, next, panel, x, a.x_stride, depth, c, k == 0);
        if (count == 5) return float_tile<5>(w, next, panel, x, a.x_stride, depth, c, k == 0);
        float_tile<6>(w, next, panel, x, a.x_stride, depth, c, k == 0);
      }
    });
  }
  write_sums(a, sums);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
