#pragma once
// The bodies of vector_modules.hpp.

#include <ganymede/app/vector_modules.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE void DenseModule::apply(std::vector<float>& x) const {
  const auto product = [&](const std::vector<float>& w, Index row) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      sum += static_cast<double>(w[static_cast<std::size_t>(row) * x.size() + i]) * static_cast<double>(x[i]);
    return sum;
  };
  const auto activated = [this](double v) {
    switch (activation) {
      case Activation::identity:
        return v;
      case Activation::tanh:
        return std::tanh(v);
      case Activation::relu:
        return std::max(v, 0.0);
      case Activation::gelu:
        return v * 0.5 * (1 + std::erf(v / std::sqrt(2.0)));
      case Activation::sigmoid:
        return 1 / (1 + std::exp(-v));
      case Activation::silu:
        return v / (1 + std::exp(-v));
    }
    return v;
  };
  std::vector<float> y(static_cast<std::size_t>(out));
  for (Index n = 0; n < out; ++n) {
    const auto i = static_cast<std::size_t>(n);
    double v = activated(product(weight, n) + (bias.empty() ? 0 : static_cast<double>(bias[i])));
    if (use_residual) v += residual.empty() ? static_cast<double>(x[i]) : product(residual, n);
    y[i] = static_cast<float>(v);
  }
  x = std::move(y);
}

GANYMEDE_ONCE void LayerNormModule::apply(std::vector<float>& x) const {
  constexpr double eps = 1e-5;  // of torch.nn.LayerNorm
  const auto n = static_cast<double>(x.size());
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double variance = 0;
  for (const float v : x) variance += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean) / n;
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>((static_cast<double>(x[i]) - mean) / std::sqrt(variance + eps) * static_cast<double>(weight[i]) +
                              static_cast<double>(bias[i]));
}

GANYMEDE_ONCE void NormalizeModule::apply(std::vector<float>& x) const {
  double squares = 0;
  for (const float v : x) squares += static_cast<double>(v) * static_cast<double>(v);
  const double length = std::max(std::sqrt(squares), 1e-12);  // as torch.nn.functional.normalize
  for (float& v : x) v = static_cast<float>(static_cast<double>(v) / length);
}

}  // namespace ganymede::inline v0::detail
