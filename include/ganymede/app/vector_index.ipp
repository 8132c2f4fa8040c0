#pragma once
// The bodies of vector_index.hpp.

#include <ganymede/app/vector_index.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/ops/matmul.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE VectorIndex::VectorIndex(TensorView<float> vectors, std::shared_ptr<Executor> executor)
    : dimensions_(vectors.cols()), executor_(executor ? std::move(executor) : default_executor()) {
  if (vectors.empty()) return;
  std::vector<float> rows;  // the source's rows have to follow each other
  const float* data = vectors.data();
  if (vectors.stride() != vectors.cols()) {
    for (Index n = 0; n < vectors.rows(); ++n) rows.insert(rows.end(), vectors.row(n).begin(), vectors.row(n).end());
    data = rows.data();
  }
  const RowSource source{DType::f32, vectors.rows(), vectors.cols(), reinterpret_cast<const std::byte*>(data), {}, {}, "vectors", ""};
  matrix_ = pack({&source, 1}, DType::f32, *executor_);
}

GANYMEDE_ONCE std::vector<std::vector<NearVector>> VectorIndex::search(TensorView<float> queries, Index top_k) const {
  const KnownFloatingPoint scope;
  if (top_k < 1) throw InputError{{.problem = "out of range", .key = "top_k", .expected = "1 or more", .found = std::to_string(top_k)}};
  if (size() > 0 && queries.rows() > 0 && queries.cols() != dimensions_)
    throw InputError{{.problem = "vectors of other dimensions",
                      .key = "queries",
                      .expected = std::to_string(dimensions_),
                      .found = std::to_string(queries.cols())}};
  std::vector<std::vector<NearVector>> found(static_cast<std::size_t>(queries.rows()));
  if (size() == 0 || queries.empty()) return found;
  constexpr Index at_once = 8;  // queries: bounds the memory of the scores
  std::vector<float> scores(static_cast<std::size_t>(std::min(at_once, queries.rows()) * size()));
  std::vector<Index> order(static_cast<std::size_t>(size()));
  for (Index first = 0; first < queries.rows(); first += at_once) {
    const Index rows = std::min(at_once, queries.rows() - first);
    for (Index q = first; q < first + rows; ++q)
      if (const auto query = queries.row(q); !std::all_of(query.begin(), query.end(), [](float x) { return std::isfinite(x); }))
        throw InputError{{.problem = "a query is not of finite numbers", .key = "queries[" + std::to_string(q) + "]"}};
    multiply({&matrix_, 1}, {queries.data() + first * queries.stride(), queries.stride(), rows, dimensions_}, {scores.data(), size()},
             *executor_);
    for (Index q = 0; q < rows; ++q) {
      const float* const row = scores.data() + q * size();
      const auto nearer = [row](Index a, Index b) { return row[a] != row[b] ? row[a] > row[b] : a < b; };
      std::iota(order.begin(), order.end(), Index{0});
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(top_k, size()));
      std::nth_element(order.begin(), end == order.end() ? end - 1 : end, order.end(), nearer);
      std::sort(order.begin(), end, nearer);
      for (auto at = order.begin(); at != end; ++at) found[static_cast<std::size_t>(first + q)].push_back({*at, row[*at]});
    }
  }
  return found;
}

}  // namespace ganymede::inline v0
