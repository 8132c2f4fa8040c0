#pragma once
// Eigenvectors of symmetric matrices, small ones whole and the leading ones of others: what principal components are made of.

#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// A dense matrix of doubles, row by row.
struct SmallMatrix {
  Index rows = 0, columns = 0;
  std::vector<double> values;

  SmallMatrix(Index r, Index c) : rows(r), columns(c), values(static_cast<std::size_t>(r * c)) {}
  double& operator()(Index r, Index c) { return values[static_cast<std::size_t>(r * columns + c)]; }
  double operator()(Index r, Index c) const { return values[static_cast<std::size_t>(r * columns + c)]; }
};

/// a b, or, with `transposed`, a^T b.
inline SmallMatrix product(const SmallMatrix& a, const SmallMatrix& b, bool transposed = false) {
  SmallMatrix c(transposed ? a.columns : a.rows, b.columns);
  for (Index i = 0; i < a.rows; ++i)
    for (Index j = 0; j < a.columns; ++j) {
      const double factor = a(i, j);
      const double* const from = &b.values[static_cast<std::size_t>((transposed ? i : j) * b.columns)];
      double* const to = &c.values[static_cast<std::size_t>((transposed ? j : i) * b.columns)];
      for (Index k = 0; k < b.columns; ++k) to[k] += factor * from[k];
    }
  return c;
}

/// Turns the symmetric `a` into its eigenvalues, on its diagonal and falling, and returns their vectors as columns (Jacobi 1846).
inline SmallMatrix jacobi(SmallMatrix& a) {
  const Index n = a.rows;
  SmallMatrix vectors(n, n);
  for (Index i = 0; i < n; ++i) vectors(i, i) = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0, whole = 0;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) (i == j ? whole : off) += a(i, j) * a(i, j);
    if (off <= 1e-30 * whole) break;
    for (Index p = 0; p < n; ++p)
      for (Index q = p + 1; q < n; ++q) {
        if (a(p, q) == 0) continue;
        const double theta = (a(q, q) - a(p, p)) / (2 * a(p, q));
        const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1)), c = 1 / std::sqrt(t * t + 1), s = t * c;
        const auto rotate = [c, s](double& x, double& y) {
          const double before = x;
          x = c * before - s * y;
          y = s * before + c * y;
        };
        for (Index k = 0; k < n; ++k) rotate(a(k, p), a(k, q));
        for (Index k = 0; k < n; ++k) rotate(a(p, k), a(q, k));
        for (Index k = 0; k < n; ++k) rotate(vectors(k, p), vectors(k, q));
      }
  }
  for (Index i = 0; i < n; ++i) {  // the greatest first
    Index best = i;
    for (Index j = i + 1; j < n; ++j)
      if (a(j, j) > a(best, best)) best = j;
    if (best == i) continue;
    std::swap(a(i, i), a(best, best));
    for (Index k = 0; k < n; ++k) std::swap(vectors(k, i), vectors(k, best));
  }
  return vectors;
}

/// Makes the columns of `q` orthonormal (Gram and Schmidt, twice); those that lie in the span of earlier ones become zero.
inline void orthonormalise(SmallMatrix& q) {
  for (Index c = 0; c < q.columns; ++c) {
    double before = 0, after = 0;
    for (Index r = 0; r < q.rows; ++r) before += q(r, c) * q(r, c);
    for (int round = 0; round < 2; ++round)
      for (Index e = 0; e < c; ++e) {
        double along = 0;
        for (Index r = 0; r < q.rows; ++r) along += q(r, e) * q(r, c);
        for (Index r = 0; r < q.rows; ++r) q(r, c) -= along * q(r, e);
      }
    for (Index r = 0; r < q.rows; ++r) after += q(r, c) * q(r, c);
    const double scale = after > 1e-24 * before ? 1 / std::sqrt(after) : 0;
    for (Index r = 0; r < q.rows; ++r) q(r, c) *= scale;
  }
}

/// The `count` greatest eigenvalues of the symmetric, positive `a`, and their vectors as columns: simultaneous iteration with a few spare
/// columns, then the eigenvectors within what they span (Rutishauser 1970). Exact for small matrices, whose every direction is a column;
/// else to about ten digits where an eigenvalue stands apart from those far behind it.
inline SmallMatrix leading_eigenvectors(const SmallMatrix& a, Index count, std::vector<double>& eigenvalues) {
  constexpr Index spare = 24;
  const Index n = a.rows, width = std::min(n, count + spare);
  SmallMatrix q(n, width);
  std::uint64_t state = 1;
  for (double& value : q.values) {  // any start will do that leans on every direction; the same each time
    state = state * 6364136223846793005U + 1442695040888963407U;
    value = double(state >> 11) / 9007199254740992.0 - 0.5;
  }
  if (width == n)
    for (Index i = 0; i < n * n; ++i) q.values[static_cast<std::size_t>(i)] = i % (n + 1) == 0 ? 1 : 0;
  orthonormalise(q);
  for (int round = 0;; ++round) {
    SmallMatrix y = product(a, q);
    SmallMatrix within = product(q, y, true);
    const SmallMatrix turned = jacobi(within);
    q = product(q, turned);
    y = product(y, turned);
    double worst = 0;
    for (Index c = 0; c < std::min(count, width); ++c) {
      double squares = 0;
      for (Index r = 0; r < n; ++r) squares += (y(r, c) - within(c, c) * q(r, c)) * (y(r, c) - within(c, c) * q(r, c));
      worst = std::max(worst, squares);
    }
    if (width == n || round == 500 || worst <= 1e-22 * within(0, 0) * within(0, 0)) {
      eigenvalues.assign(static_cast<std::size_t>(count), 0);
      for (Index c = 0; c < std::min(count, width); ++c) eigenvalues[static_cast<std::size_t>(c)] = std::max(within(c, c), 0.0);
      return q;
    }
    q = std::move(y);
    orthonormalise(q);
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
