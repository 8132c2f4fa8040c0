#pragma once
// What attention is asked: the query rows of one sequence, the cache they look back at, and how scores are formed.

#include <ganymede/core/key_value_pages.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

/// Key positions [begin, end) that a query may see.
struct VisibleRange {
  Index begin = 0, end = 0;
};

/// Added to scores, a number for each query head and distance: ALiBi (Press et al. 2021), T5's relative positions (Raffel et al. 2019). Or
/// for each head and key, whoever asks: the same for ALiBi, but where numbers are rounded.
template <Scalar T>
struct ScoreBias {
  const T* at_zero = nullptr;  ///< of head 0, key and query at the same position; the key one later has its number one further on
  Index head_stride = 0;       ///< from one head's numbers to the next's
  bool by_key = false;         ///< at_zero is of the key at position 0, for all queries
  Index query_stride = 0;      ///< by_key: from one query's numbers to the next's, where each has its own (DeBERTa)

  /// Of a key, to a query: what to add to at_zero.
  Index of(Index key, Index query) const { return key + query * per_query(); }
  Index per_query() const { return by_key ? query_stride : -1; }
};

/// score = softcap(scale * q . k) + bias, of the keys from `before` positions before a query to `after` positions after it.
template <Scalar T>
struct AttentionSettings {
  static constexpr Index unlimited = Index{1} << 40;

  T scale = 1;
  T softcap = 0;             ///< c tanh(score / c) in place of a score (Gemma Team 2024, section 2); 0: none
  Index before = unlimited;  ///< a sliding window of w positions: w - 1
  Index after = 0;           ///< causal; unlimited: cross-attention, encoders
  ScoreBias<T> bias{};
  const T* sinks = nullptr;  ///< of each head, a score of no position: softmax gives it its share (Xiao et al. 2023; gpt-oss); null: none

  /// What the query at `position` sees of `keys` positions.
  VisibleRange visible(Index position, Index keys) const {
    return {std::max<Index>(0, position - before), std::min(keys, position + after + 1)};
  }
};

/// Rows that follow each other in one sequence.
template <Scalar T>
struct AttentionRows {
  const T* q;                   ///< [rows, H d], rows q_stride apart
  Index q_stride, rows, heads;  ///< H, a multiple of the cache's K
  Index position, keys;         ///< of the first row; how many positions the cache holds
  KeyValuePages cache;
  T* out;  ///< [rows, H d], rows out_stride apart
  Index out_stride;
  ScoreBias<T> bias{};  ///< of this sequence alone, in place of that of the settings

  const ScoreBias<T>& bias_of(const AttentionSettings<T>& settings) const { return bias.at_zero ? bias : settings.bias; }
  Index group() const { return heads / cache.layout.num_key_value_heads; }
};

}  // namespace ganymede::inline v0
