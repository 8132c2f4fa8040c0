// No include guard: compiled once per instruction set. What tiles share: cutting the rows of a call into them (float products,
// attention), and writing the sums of a product to y.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline constexpr int panel_vectors = static_cast<int>(panel_outputs) / lanes;

/// A number of rows that is known when a tile is compiled.
template <int N>
struct Count {
  static constexpr int value = N;
};

/// Calls tile(first row, rows) for tiles of at most `MaxRows` rows, as equal as can be: 7 rows are 4 + 3, not 6 + 1.
template <int MaxRows, class Tile>
GANYMEDE_INLINE void for_row_tiles(Index rows, Tile tile) {
  Index tiles = (rows + MaxRows - 1) / MaxRows;
  for (Index row = 0; tiles > 0; --tiles) {
    const Index count = (rows - row + tiles - 1) / tiles;
    tile(row, count);
    row += count;
  }
}

/// y = sums + bias, or y += sums + bias; sums is [rows, group_outputs].
inline void write_sums(const ProductArgs& a, const float* sums) {
  for (Index r = 0; r < a.rows; ++r, sums += group_outputs) {
    float* const y = a.y + r * a.y_stride;
    Index n = 0;
    for (; n + lanes <= a.outputs; n += lanes) {
      F v = load(sums + n);
      if (a.bias != nullptr) v = add(v, load(a.bias + n));
      if (a.accumulate) v = add(load(y + n), v);
      store(y + n, v);
    }
    for (; n < a.outputs; ++n) {
      const float v = a.bias != nullptr ? sums[n] + a.bias[n] : sums[n];
      y[n] = a.accumulate ? y[n] + v : v;
    }
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
