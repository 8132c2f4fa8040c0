#pragma once
// Principal components: the few directions in which a table of vectors spreads most, to look at many dimensions in three.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/inspect/eigenvectors.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// A table [N, D], its mean taken off, in its k directions of greatest variance (Pearson 1901; Hotelling 1933).
struct PrincipalComponents {
  Index rows = 0, columns = 0, count = 0;  ///< N, D, k
  std::vector<double> mean;                ///< [D], of the rows
  std::vector<float> coordinates;          ///< [N, k]
  std::vector<float> axes;                 ///< [k, D], of length 1 and at right angles; zeros where the table has no further direction
  std::vector<double> variance_share;      ///< [k], of the whole variance, falling

  /// Where a vector [D], a row or any other, stands along component `k`.
  double along(Index k, std::span<const float> vector) const {
    double sum = 0;
    for (Index c = 0; c < columns; ++c) {
      const auto i = static_cast<std::size_t>(c);
      sum += (double(vector[i]) - mean[i]) * double(axes[static_cast<std::size_t>(k * columns + c)]);
    }
    return sum;
  }
  /// How much of the variance the k components hold together, 0 to 1.
  double total_share() const {
    double sum = 0;
    for (const double s : variance_share) sum += s;
    return sum;
  }
};

/// The first `count` components of `table` [rows, columns]: the same on every call; each axis's number of greatest size is positive, the
/// first of several. InputError: no rows, columns or components, another number of values, values that are not finite.
inline PrincipalComponents principal_components(std::span<const float> table, Index rows, Index columns, Index count) {
  if (rows < 1 || columns < 1 || count < 1 || table.size() / static_cast<std::size_t>(rows) != static_cast<std::size_t>(columns) ||
      table.size() % static_cast<std::size_t>(rows) != 0)
    throw InputError{{.problem = "not a table of this size",
                      .expected = std::to_string(rows) + " x " + std::to_string(columns) + " values",
                      .found = std::to_string(table.size())}};
  if (!std::all_of(table.begin(), table.end(), [](float v) { return std::isfinite(v); }))
    throw InputError{{.problem = "a table with numbers that are not finite"}};
  PrincipalComponents result{rows, columns, count, {}, {}, {}, {}};
  detail::SmallMatrix x(rows, columns);
  std::copy(table.begin(), table.end(), x.values.begin());
  for (Index c = 0; c < columns; ++c) {
    double mean = 0;
    for (Index r = 0; r < rows; ++r) mean += x(r, c) / double(rows);
    for (Index r = 0; r < rows; ++r) x(r, c) -= mean;
    result.mean.push_back(mean);
  }
  detail::SmallMatrix turned(columns, rows);
  for (Index r = 0; r < rows; ++r)
    for (Index c = 0; c < columns; ++c) turned(c, r) = x(r, c);
  const bool by_rows = rows < columns;  // x x^T and x^T x have the same eigenvalues: the smaller one
  const detail::SmallMatrix gram = by_rows ? product(x, turned) : product(turned, x);
  double whole = 0;
  for (Index i = 0; i < gram.rows; ++i) whole += gram(i, i);

  result.coordinates.resize(static_cast<std::size_t>(rows * count));
  result.axes.resize(static_cast<std::size_t>(count * columns));
  std::vector<double> eigenvalues;
  const detail::SmallMatrix vectors = detail::leading_eigenvectors(gram, count, eigenvalues);
  for (Index k = 0; k < count; ++k) {
    const double value = eigenvalues[static_cast<std::size_t>(k)];
    const bool none = !(value > 1e-12 * whole);
    result.variance_share.push_back(none ? 0 : value / whole);
    if (none) continue;
    std::vector<double> axis(static_cast<std::size_t>(columns));
    for (Index c = 0; c < columns; ++c) {
      double& a = axis[static_cast<std::size_t>(c)];
      if (!by_rows) a = vectors(c, k);
      for (Index r = 0; by_rows && r < rows; ++r) a += x(r, c) * vectors(r, k) / std::sqrt(value);
    }
    const auto greatest = std::max_element(axis.begin(), axis.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    const double sign = *greatest < 0 ? -1 : 1;
    for (Index c = 0; c < columns; ++c)
      result.axes[static_cast<std::size_t>(k * columns + c)] = static_cast<float>(sign * axis[static_cast<std::size_t>(c)]);
    for (Index r = 0; r < rows; ++r) {
      double along = 0;
      for (Index c = 0; c < columns; ++c) along += x(r, c) * axis[static_cast<std::size_t>(c)];
      result.coordinates[static_cast<std::size_t>(r * count + k)] = static_cast<float>(sign * along);
    }
  }
  return result;
}

}  // namespace ganymede::inline v0
