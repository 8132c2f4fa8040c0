#pragma once
// The bodies of pooling.hpp.

#include <ganymede/app/pooling.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void pool(const ConstView<float>& x, Pooling pooling, Index left_out, std::span<float> out) {
  const Index rows = x.rows(), first = std::min(left_out, rows);
  const auto copy = [&](Index row) { std::copy_n(x.data() + row * x.outerStride(), out.size(), out.begin()); };
  if (pooling == Pooling::cls) return copy(first < rows ? first : 0);
  if (pooling == Pooling::last) return copy(rows - 1);
  std::vector<double> sum(out.size());
  double weights = 0;
  for (Index t = first; t < rows; ++t) {
    const double weight = pooling == Pooling::weighted_mean ? static_cast<double>(t + 1) : 1;
    weights += weight;
    for (std::size_t d = 0; d < out.size(); ++d) {
      const double value = static_cast<double>(x(t, static_cast<Index>(d)));
      if (pooling == Pooling::max)
        sum[d] = t == first ? value : std::max(sum[d], value);
      else
        sum[d] += weight * value;
    }
  }
  const double divisor = pooling == Pooling::max || weights == 0 ? 1 : pooling == Pooling::mean_sqrt_len ? std::sqrt(weights) : weights;
  for (std::size_t d = 0; d < out.size(); ++d) out[d] = static_cast<float>(sum[d] / divisor);
}

}  // namespace ganymede::inline v0
