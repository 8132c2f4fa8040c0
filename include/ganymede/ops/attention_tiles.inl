// No include guard: compiled once per instruction set. The products of attention, on one page of a cache: scores, and weighted values.
//
// Lanes are positions, then dimensions of a value; dimensions, then positions, run in order, one fused multiply-add a product. So a
// row's bits depend on no tile, and rows may share tiles as they please.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline constexpr int page_positions = PageLayout::positions, page_vectors = page_positions / lanes;
inline constexpr int attention_tile = 6;                               // rows at once
inline constexpr int value_vectors = registers == 32 ? 4 : 2;          // vectors of dimensions at once
inline constexpr int score_vectors = lanes == 16 ? 2 : value_vectors;  // vectors of positions at once

/// f(Count<n>) for 1 <= n <= attention_tile.
template <class F>
GANYMEDE_INLINE void with_count(Index n, F f) {
  if (n == 1) return f(Count<1>{});
  if (n == 2) return f(Count<2>{});
  if (n == 3) return f(Count<3>{});
  if (n == 4) return f(Count<4>{});
  if (n == 5) return f(Count<5>{});
  f(Count<6>{});
}

/// Rows of floats as the tiles read them, and what will be read after them: asked for meanwhile, as fast as these are used up.
struct Floats {
  const float* data;
  Index stride;
  const std::byte* next;
  Index next_stride, next_element;  // bytes
};
/// For whole tiles of query rows in the first-level cache; fewer rows wait for memory, which has more requests under way from the second.
template <int R>
GANYMEDE_INLINE void fetch_next(const Floats& x, Index row, Index column) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(x.next) +
                                                   static_cast<std::uintptr_t>(row * x.next_stride + column * x.next_element)),
                     0, R == attention_tile ? 3 : 1);
}

/// scores [R, 32] (+)= q [R, dims] keys [dims, 32]
template <int R>
void score_tile(const float* q, Index q_stride, const Floats& keys, Index dims, float* scores, bool first) {
  constexpr int V = score_vectors;
  const Floats k = keys;
  for (int p = 0; p < page_positions; p += V * lanes) {
    F acc[R][V];
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int v = 0; v < V; ++v) acc[r][v] = first ? zero() : load(scores + r * page_positions + p + v * lanes);
    }
    for (Index i = 0; i < dims; ++i) {
      F key[V];
      GANYMEDE_UNROLL for (int v = 0; v < V; ++v) {
        key[v] = load(k.data + i * page_positions + p + v * lanes);
        if (v * lanes % 16 == 0) fetch_next<R>(k, i, p + v * lanes);
      }
      GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
        const F a = broadcast(q[r * q_stride + i]);
        GANYMEDE_UNROLL for (int v = 0; v < V; ++v) acc[r][v] = fma(a, key[v], acc[r][v]);
      }
    }
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      GANYMEDE_UNROLL for (int v = 0; v < V; ++v) store(scores + r * page_positions + p + v * lanes, acc[r][v]);
    }
  }
}

/// sums [R, V vectors] = sums * correction + weights [R, begin..end) values [begin..end, V vectors], columns `column` and after
template <int R, int V>
void value_columns(const float* weights, Index begin, Index end, const Floats& values, Index column, const float* corrections, float* sums,
                   Index width) {
  const Floats x = values;
  F acc[R][V];
  GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
    GANYMEDE_UNROLL for (int v = 0; v < V; ++v) acc[r][v] =
        multiply(load(sums + r * width + column + v * lanes), broadcast(corrections[r]));
  }
  for (Index s = begin; s < end; ++s) {
    F value[V];
    GANYMEDE_UNROLL for (int v = 0; v < V; ++v) {
      value[v] = load(x.data + s * x.stride + column + v * lanes);
      if (v * lanes % 16 == 0) fetch_next<R>(x, s, column + v * lanes);
    }
    GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
      const F w = broadcast(weights[r * page_positions + s]);
      GANYMEDE_UNROLL for (int v = 0; v < V; ++v) acc[r][v] = fma(w, value[v], acc[r][v]);
    }
  }
  GANYMEDE_UNROLL for (int r = 0; r < R; ++r) {
    GANYMEDE_UNROLL for (int v = 0; v < V; ++v) store(sums + r * width + column + v * lanes, acc[r][v]);
  }
}

template <int R>
void value_tile(const float* weights, Index begin, Index end, const Floats& values, Index columns, const float* corrections, float* sums,
                Index width) {
  Index i = 0;
  for (; i + value_vectors * lanes <= columns; i += value_vectors * lanes)
    value_columns<R, value_vectors>(weights, begin, end, values, i, corrections, sums, width);
  for (; i < columns; i += lanes) value_columns<R, 1>(weights, begin, end, values, i, corrections, sums, width);
}

/// [rows, columns] elements of a page as floats, in rows of whole vectors.
template <class Stored>
void widen(const Stored* from, Index from_stride, Index rows, Index columns, float* to, Index to_stride) {
  if (columns == from_stride && columns == to_stride) {  // one long row
    columns *= rows;
    rows = 1;
  }
  for (Index r = 0; r < rows; ++r, from += from_stride, to += to_stride) {
    Index i = 0;
    for (; i + 4 * lanes <= columns; i += 4 * lanes)
      GANYMEDE_UNROLL for (int v = 0; v < 4; ++v) store(to + i + v * lanes, load(from + i + v * lanes));
    for (; i < columns; i += lanes) store(to + i, columns - i >= lanes ? load(from + i) : load_part(from + i, columns - i));
  }
}

GANYMEDE_INLINE Index element_bytes(CacheType type) { return type == CacheType::f32 ? 4 : type == CacheType::f16 ? 2 : 1; }

/// [rows, columns] elements of a page, `stride` apart: where they lie, if they are whole vectors of floats, else widened to `room`.
inline Floats as_floats(CacheType type, const std::byte* from, Index stride, Index rows, Index columns, float* room,
                        const std::byte* next) {
  const Index to_stride = (columns + lanes - 1) / lanes * lanes, element = element_bytes(type);
  if (type == CacheType::f32 && columns == to_stride)
    return {reinterpret_cast<const float*>(from), stride, next, stride * element, element};
  if (type == CacheType::f32)
    widen(reinterpret_cast<const float*>(from), stride, rows, columns, room, to_stride);
  else if (type == CacheType::f16)
    widen(reinterpret_cast<const F16*>(from), stride, rows, columns, room, to_stride);
  else
    widen(reinterpret_cast<const std::int8_t*>(from), stride, rows, columns, room, to_stride);
  return {room, to_stride, next, stride * element, element};
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
