// No include guard: compiled once per instruction set. Softmax of scores, online over the pages of a cache (Milakov and Gimelshein
// 2018; Dao et al. 2022 for the shape of it), by blocks of query rows.
//
// What a row does not see is never computed with: its scores are replaced before softmax, its values are not in the sums. So neither
// the other rows of a block, nor what lies in a page behind the last position, can change a bit, not even as NaN.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline constexpr float infinity = __builtin_inff();
inline constexpr Index widened_columns = 128;  // dimensions of a page that are widened at a time
alignas(64) inline constexpr int slots_of_page[page_positions] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                                                  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

/// The key positions a row sees.
struct SeenRange {
  Index begin, end;
  /// Of a page's 32 positions. Empty: end <= begin.
  GANYMEDE_INLINE SeenRange in_page(Index page) const {
    const Index from = begin - page * page_positions, to = end - page * page_positions;
    return {from > 0 ? from : 0, to < page_positions ? to : page_positions};
  }
  GANYMEDE_INLINE bool empty() const { return end <= begin; }
};
GANYMEDE_INLINE SeenRange seen(const AttentionArgs& a, Index row) {
  const Index position = a.position + (a.first_row + row) / a.group;
  const Index begin = position - a.before, end = position + a.after + 1;
  return {begin > 0 ? begin : 0, end < a.keys ? end : a.keys};
}

/// A row's raw scores of a page become its final ones: scaled back, capped, biased, -infinity where the row does not see.
inline void finish_scores(const AttentionArgs& a, Index row, Index page, SeenRange in_page, float* scores) {
  const float* const scales = reinterpret_cast<const float*>(a.pages[page] + a.key_scales_at);
  float bias[page_positions]{};
  if (a.bias != nullptr) {
    const Index n = a.first_row + row;
    const Index query = a.position + n / a.group;
    const float* const from = a.bias + (n % a.group * a.bias_stride + page * page_positions + query * a.bias_per_query);
    for (Index i = in_page.begin; i < in_page.end; ++i) bias[i] = from[i];
  }
  for (int i = 0; i < page_positions; i += lanes) {
    F s = load(scores + i);
    if (a.type == CacheType::int8) s = multiply(s, load(scales + i));
    if (a.softcap > 0) s = multiply(broadcast(a.softcap), tanh(divide(s, broadcast(a.softcap))));
    if (a.bias != nullptr) s = add(s, load(bias + i));
    Int32 slot;
    __builtin_memcpy(&slot, slots_of_page + i, sizeof slot);
    s = slot >= static_cast<int>(in_page.begin) ? s : broadcast(-infinity);
    store(scores + i, slot < static_cast<int>(in_page.end) ? s : broadcast(-infinity));
  }
}
/// Whether raw scores are final already.
GANYMEDE_INLINE bool final_as_they_are(const AttentionArgs& a, SeenRange in_page) {
  return a.type != CacheType::int8 && !(a.softcap > 0) && a.bias == nullptr && in_page.begin == 0 && in_page.end == page_positions;
}

/// Rows of softmax on its way, in whole vectors.
struct RunningRows {
  static constexpr Index most = (max_attention_rows + lanes - 1) / lanes * lanes;
  alignas(64) float largest[most], corrections[most], totals[max_attention_rows * lanes];
};

/// Raw scores of a page, of rows [first, end), become weights e^(score - largest); what those rows have summed up to now is to be
/// multiplied with their corrections.
inline void weigh(const AttentionArgs& a, Index page, const SeenRange* sees, Index first, Index end, float* scores, RunningRows& rows) {
  alignas(64) float largest[RunningRows::most];
  for (Index i = 0; i < RunningRows::most; i += lanes) store(largest + i, load(rows.largest + i));
  for (Index r = first; r < end; ++r) {
    float* const row = scores + r * page_positions;
    const SeenRange in_page = sees[r].in_page(page);
    if (!final_as_they_are(a, in_page)) finish_scores(a, r, page, in_page, row);
    F top = broadcast(largest[r]);
    GANYMEDE_UNROLL for (int v = 0; v < page_vectors; ++v) top = larger(load(row + v * lanes), top);  // NaN counts below
    largest[r] = largest_of_lanes(top);
  }
  for (Index i = 0; i < RunningRows::most; i += lanes) {
    const F now = load(largest + i), reference = now == -infinity ? zero() : now;
    store(rows.corrections + i, exp(load(rows.largest + i) - reference));
    store(rows.largest + i, now);
    store(largest + i, reference);
  }
  for (Index r = first; r < end; ++r) {
    float *const row = scores + r * page_positions, *const total = rows.totals + r * lanes;
    F sum = multiply(load(total), broadcast(rows.corrections[r]));
    GANYMEDE_UNROLL for (int v = 0; v < page_vectors; ++v) {
      const F weight = exp(load(row + v * lanes) - broadcast(largest[r]));
      sum = add(sum, weight);
      store(row + v * lanes, weight);
    }
    store(total, sum);
  }
  if (a.type != CacheType::int8) return;
  const float* const scales = reinterpret_cast<const float*>(a.pages[page] + a.value_scales_at);
  for (Index i = first * page_positions; i < end * page_positions; i += lanes)
    store(scores + i, multiply(load(scores + i), load(scales + i % page_positions)));
}

/// q [rows, width] = scale * the rows' queries
inline void scaled_queries(const AttentionArgs& a, float* q, Index width) {
  for (Index r = 0; r < a.rows; ++r, q += width) {
    const Index n = a.first_row + r;
    const float* const from = a.q + n / a.group * a.q_stride + n % a.group * a.head_dim;
    for (Index i = 0; i < a.head_dim; i += lanes) {
      const Index left = a.head_dim - i;
      store(q + i, multiply(left >= lanes ? load(from + i) : load_part(from + i, left), broadcast(a.scale)));
    }
  }
}

/// The page after this one: its keys and values are fetched while this one's are used.
GANYMEDE_INLINE const std::byte* next_page(const AttentionArgs& a, Index page) { return a.pages[page + 1 < a.end_page ? page + 1 : page]; }

/// scores [rows, 32] = q [rows, width] keys of a page
inline void raw_scores(const AttentionArgs& a, Index page, const float* q, Index rows, float* room, float* scores) {
  const Index width = padded_head_dim(a.head_dim), row_bytes = page_positions * element_bytes(a.type);
  const std::byte *const keys_of_page = a.pages[page] + a.keys_at, *const next = next_page(a, page) + a.keys_at;
  for (Index i = 0; i < a.head_dim; i += widened_columns) {
    const Index dims = a.head_dim - i < widened_columns ? a.head_dim - i : widened_columns;
    const Floats keys = as_floats(a.type, keys_of_page + i * row_bytes, page_positions, dims, page_positions, room, next + i * row_bytes);
    for_row_tiles<attention_tile>(rows, [&](Index row, Index count) {
      with_count(count,
                 [&](auto n) { score_tile<n.value>(q + row * width + i, width, keys, dims, scores + row * page_positions, i == 0); });
    });
  }
}

/// sums = sums * correction + weights times the values of a page, for `rows` rows
inline void add_values(const AttentionArgs& a, Index page, const SeenRange* sees, Index rows, const float* weights,
                       const float* corrections, float* room, float* sums) {
  const Index width = padded_head_dim(a.head_dim), element = element_bytes(a.type);
  const std::byte *const values_of_page = a.pages[page] + a.values_at, *const next = next_page(a, page) + a.values_at;
  for (Index i = 0; i < a.head_dim; i += widened_columns) {
    const Index dims = a.head_dim - i < widened_columns ? a.head_dim - i : widened_columns;
    const Floats values = as_floats(a.type, values_of_page + i * element, a.head_dim, page_positions, dims, room, next + i * element);
    for (Index first = 0, after = 0; first < rows; first = after) {  // rows that see the same part of the page share tiles
      const SeenRange part = sees[first].in_page(page);
      const auto same = [&](SeenRange r) { return r.begin == part.begin && r.end == part.end; };
      while (after < rows && same(sees[after].in_page(page))) ++after;
      for_row_tiles<attention_tile>(after - first, [&](Index row, Index count) {
        row += first;
        with_count(count, [&](auto n) {
          value_tile<n.value>(weights + row * page_positions, part.begin, part.end, values, dims, corrections + row, sums + row * width + i,
                              width);
        });
      });
    }
  }
}

inline void attend(const AttentionArgs& a, AttentionState state) {
  alignas(64) float q[max_attention_floats], scores[max_attention_rows * page_positions], room[widened_columns * page_positions];
  RunningRows rows;
  SeenRange sees[max_attention_rows];
  const Index width = padded_head_dim(a.head_dim);
  scaled_queries(a, q, width);
  for (Index r = 0; r < a.rows; ++r) sees[r] = seen(a, r);
  for (float& x : rows.largest) x = -infinity;
  for (Index i = 0; i < a.rows * lanes; ++i) rows.totals[i] = 0;
  for (Index i = 0; i < a.rows * width; ++i) state.sums[i] = 0;
  Index first = 0;  // rows that see something of a page follow each other, as their ranges move on
  for (Index page = a.first_page; page < a.end_page; ++page) {
    while (first < a.rows && sees[first].end <= page * page_positions) ++first;
    Index end = a.rows;
    while (end > first && sees[end - 1].begin >= (page + 1) * page_positions) --end;
    if (first == end) continue;
    raw_scores(a, page, q + first * width, end - first, room, scores + first * page_positions);
    weigh(a, page, sees, first, end, scores, rows);
    add_values(a, page, sees + first, end - first, scores + first * page_positions, rows.corrections + first, room,
               state.sums + first * width);
  }
  for (Index r = 0; r < a.rows; ++r) {
    state.largest[r] = rows.largest[r];
    state.total[r] = sum_of_lanes(load(rows.totals + r * lanes));
  }
}

inline void append(const AttentionArgs& a, AttentionState state, AttentionState later) {
  const Index width = padded_head_dim(a.head_dim);
  for (Index r = 0; r < a.rows; ++r) {
    const SeenRange sees = seen(a, r);
    if (sees.empty() || sees.end <= a.first_page * page_positions || sees.begin >= a.end_page * page_positions) continue;
    const bool begins = sees.begin >= a.first_page * page_positions;  // nothing was seen earlier
    const float largest = begins || later.largest[r] > state.largest[r] ? later.largest[r] : state.largest[r];
    const F reference = broadcast(largest == -infinity ? 0.0f : largest);
    const F now = begins ? broadcast(1.0f) : exp(broadcast(later.largest[r]) - reference),
            before = exp(broadcast(state.largest[r]) - reference);
    state.largest[r] = largest;
    const F total = fma(broadcast(later.total[r]), now, multiply(broadcast(state.total[r]), before));
    state.total[r] = begins ? later.total[r] : total[0];
    for (Index i = r * width; i < (r + 1) * width; i += lanes) {
      const F sums = load(later.sums + i);
      store(state.sums + i, begins ? sums : fma(sums, now, multiply(load(state.sums + i), before)));
    }
  }
}

inline void finish(const AttentionArgs& a, AttentionState state, float* out, Index out_stride) {
  for (Index r = 0; r < a.rows; ++r) {
    const Index n = a.first_row + r;
    float total = state.total[r], share = 1.0f;
    if (a.sinks != nullptr && total != 0.0f) {
      const float sink = a.sinks[n % a.group], most = sink > state.largest[r] ? sink : state.largest[r];
      share = exp(broadcast(state.largest[r] - most))[0];
      total = total * share + exp(broadcast(sink - most))[0];
    }
    const F inverse = broadcast(total == 0.0f ? 0.0f : share / total);
    const float* const sums = state.sums + r * padded_head_dim(a.head_dim);
    float* const y = out + n / a.group * out_stride + n % a.group * a.head_dim;
    for (Index i = 0; i < a.head_dim; i += lanes) {
      const F v = multiply(load(sums + i), inverse);
      if (a.head_dim - i >= lanes)
        store(y + i, v);
      else
        store_part(y + i, v, a.head_dim - i);
    }
  }
}

inline void scores(const AttentionArgs& a, float* out) {
  alignas(64) float q[max_attention_floats], page_scores[page_positions], room[widened_columns * page_positions];
  scaled_queries(a, q, 0);
  const SeenRange sees = seen(a, 0);
  for (Index page = a.first_page; page < a.end_page; ++page) {
    const SeenRange in_page = sees.in_page(page);
    if (in_page.empty()) continue;
    raw_scores(a, page, q, 1, room, page_scores);
    finish_scores(a, 0, page, in_page, page_scores);
    for (Index i = in_page.begin; i < in_page.end; ++i) out[page * page_positions + i] = page_scores[i];
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
