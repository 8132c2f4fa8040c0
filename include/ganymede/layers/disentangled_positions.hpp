#pragma once
// DeBERTa's positions: a query also asks for positions, and a key is asked from positions; both add to scores.

#include <ganymede/core/error.hpp>
#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/ops/attention_rows.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// Which distances, from a key to its query, share a row of a table of 2 * span() rows.
struct DistanceRows {
  Index position_buckets = 0;  ///< 0: each distance has its own
  Index max_relative_positions = 512;

  Index span() const { return position_buckets > 0 ? position_buckets : max_relative_positions; }
  /// Of a query `distance` after the key. Half of the buckets hold one distance each, the others grow logarithmically (He et al. 2021,
  /// DeBERTaV3, and the authors' code), in float, as the reference computes them.
  Index row(Index distance) const { return std::clamp<Index>(bucket(distance) + span(), 0, 2 * span() - 1); }

 private:
  Index bucket(Index distance) const {
    const Index middle = position_buckets / 2, away = std::abs(distance);
    if (position_buckets == 0 || away <= middle) return distance;
    const float share = std::log(static_cast<float>(away) / static_cast<float>(middle)) /
                        std::log(static_cast<float>(double(max_relative_positions - 1) / double(middle)));
    const Index steps = static_cast<Index>(std::ceil(share * static_cast<float>(middle - 1))) + middle;
    return distance < 0 ? -steps : steps;
  }
};

/// score += scale * (q_i k^r_row(i-j) + k_j q^r_row(i-j)) (He et al. 2020, "DeBERTa", eq. 4): what keys and queries of positions a layer
/// has for each head are tables [rows, d]; an empty one adds nothing.
template <Scalar T>
class DisentangledPositions : public NoPosition {
 public:
  DisentangledPositions() = default;
  DisentangledPositions(DistanceRows rows, std::vector<Linear<T>> keys, std::vector<Linear<T>> queries, double scale)
      : shared_(std::make_shared<const Shared>(Shared{rows, std::move(keys), std::move(queries), T(scale)})) {}

  /// What is added to the scores of each segment, for queries and keys [T, H d]; in the workspace until the innermost Scope ends.
  template <class P>
  std::span<const ScoreBias<T>> score_biases(const View<T>& q, const View<T>& k, Index head_dim, Pass<P>& pass) const {
    const std::span<const Segment> segments = pass.batch.segments();
    const Index heads = q.cols() / head_dim, rows = 2 * shared_->rows.span();
    auto* const biases = pass.workspace.template take_array<ScoreBias<T>>(segments.size());
    auto* const tables = pass.workspace.template take_array<T*>(segments.size());
    Index longest = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Index n = segments[i].rows;
      tables[i] = pass.workspace.template take_array<T>(static_cast<std::size_t>(heads * n * n));
      std::construct_at(biases + i, ScoreBias<T>{.at_zero = tables[i], .head_stride = n * n, .by_key = true, .query_stride = n});
      longest = std::max(longest, n);
    }
    const Workspace::Scope scope(pass.workspace);
    Index* const row_of = pass.workspace.template take_array<Index>(static_cast<std::size_t>(2 * longest - 1)) + longest - 1;
    for (Index distance = 1 - longest; distance < longest; ++distance) row_of[distance] = shared_->rows.row(distance);
    View<T> from_queries = pass.workspace.template take<T>(q.rows(), rows), from_keys = pass.workspace.template take<T>(q.rows(), rows);
    for (Index head = 0; head < heads; ++head) {
      const bool to_keys = multiply(shared_->keys, head, columns(q, head * head_dim, head_dim), from_queries, pass);
      const bool to_queries = multiply(shared_->queries, head, columns(k, head * head_dim, head_dim), from_keys, pass);
      for (std::size_t s = 0; s < segments.size(); ++s) {
        const Index first = segments[s].first_row, n = segments[s].rows;
        pass.for_rows(n, [&](Index i) {
          T* const bias = tables[s] + (head * n + i) * n;
          for (Index j = 0; j < n; ++j) {
            const Index row = row_of[i - j];
            bias[j] = shared_->scale * ((to_keys ? from_queries(first + i, row) : T(0)) + (to_queries ? from_keys(first + j, row) : T(0)));
          }
        });
      }
    }
    return {biases, segments.size()};
  }

 private:
  struct Shared {
    DistanceRows rows;
    std::vector<Linear<T>> keys, queries;  // of each head [rows, d]
    T scale;
  };

  template <class P>
  static bool multiply(const std::vector<Linear<T>>& tables, Index head, const View<T>& x, View<T>& y, Pass<P>& pass) {
    if (tables.empty()) return false;
    tables[static_cast<std::size_t>(head)].multiply(x, y, false, pass.workspace, pass.executor);
    return true;
  }

  std::shared_ptr<const Shared> shared_;
};

}  // namespace ganymede::inline v0
