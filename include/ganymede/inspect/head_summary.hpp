#pragma once
// What a head mostly does, in a few numbers (after Clark et al. 2019, "What Does BERT Look At?", section 3).

#include <ganymede/core/tensor.hpp>

#include <cmath>

namespace ganymede::inline v0 {

/// Means over the rows of a map.
struct HeadSummary {
  double entropy = 0;   ///< in bits: 0 looks at one place, log2 S at all alike
  double previous = 0;  ///< share on the position before; rows that have none do not count
  double first = 0;     ///< share on the first position; the row of the first position does not count
  double itself = 0;    ///< share on the same position
};

/// Summary of `weights` [T, S], whose row 0 stands at `first_position`. Shares are 0 where no row counts.
template <Scalar T>
HeadSummary summarize_head(const ConstView<T>& weights, Index first_position = 0) {
  HeadSummary sum;
  Index later = 0, with_previous = 0, with_itself = 0;
  for (Index t = 0; t < weights.rows(); ++t) {
    const Index position = first_position + t;
    for (Index s = 0; s < weights.cols(); ++s) {
      const double w = double(weights(t, s));
      if (w > 0) sum.entropy -= w * std::log2(w);
    }
    if (position > 0 && weights.cols() > 0) ++later, sum.first += double(weights(t, 0));
    if (position > 0 && position <= weights.cols()) ++with_previous, sum.previous += double(weights(t, position - 1));
    if (position < weights.cols()) ++with_itself, sum.itself += double(weights(t, position));
  }
  const auto mean = [](double total, Index count) { return count > 0 ? total / double(count) : 0.0; };
  return {mean(sum.entropy, weights.rows()), mean(sum.previous, with_previous), mean(sum.first, later), mean(sum.itself, with_itself)};
}

}  // namespace ganymede::inline v0
