#pragma once
// LayerNorm and RmsNorm: each row on its own.

#include <ganymede/io/weights.hpp>
#include <ganymede/layers/linear.hpp>
#include <ganymede/ops/norms.hpp>
#include <ganymede/state/pass.hpp>

#include <cmath>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// Sum of f(i) for i in [0, n) in one fixed order: sixteen interleaved partial sums, then those in turn. Vectorises without reassociation.
template <Scalar T, class F>
T sum_in_lanes(Index n, F f) {
  T lanes[16] = {};
  Index i = 0;
  for (; i + 16 <= n; i += 16)
    for (Index j = 0; j < 16; ++j) lanes[j] += f(i + j);
  for (Index j = 0; i < n; ++i, ++j) lanes[j] += f(i);
  T sum = 0;
  for (const T lane : lanes) sum += lane;
  return sum;
}
}  // namespace detail

/// norm(x), not yet computed: becoming a view computes it; prepare() computes each row and makes what products need of it in one sweep.
template <class Norm, Scalar T, class P>
class Normalized {
 public:
  Normalized(const Norm& norm, const View<T>& x, Pass<P>& pass) : norm_(norm), x_(x), pass_(pass) {}

  operator View<T>() const { return prepare(*this, pass_).view; }

  friend LinearInput<T> prepare(const Normalized& normalized, Pass<P>& pass, const std::same_as<Linear<T>> auto&... consumers) {
    const View<T>& x = normalized.x_;
    View<T> y = pass.workspace.template take<T>(x.rows(), x.cols());
    const auto norm_row = [&](Index t) { normalized.norm_.row(&x(t, 0), &y(t, 0), x.cols()); };
    LinearInput<T> input = prepare_rows(y, norm_row, pass, consumers...);
    if constexpr (Pass<P>::wants_steps) pass.probe.norm(read_only(x), read_only(y));
    return input;
  }

 private:
  const Norm& norm_;
  View<T> x_;
  Pass<P>& pass_;
};

/// y = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019, eq. 4). [T, D] -> [T, D]
template <Scalar T>
class RmsNorm {
 public:
  RmsNorm() = default;
  RmsNorm(const Weights& weights, Index hidden_size, double epsilon)
      : weight(weights.template vector<T>("weight", hidden_size)), eps(T(epsilon)) {}

  template <class P>
  Normalized<RmsNorm, T, P> operator()(const View<T>& x, Pass<P>& pass) const {
    return {*this, x, pass};
  }
  /// One row of n = D values; `in` and `out` may be the same (norms of heads).
  void row(const T* in, T* out, Index n) const {
    if constexpr (std::same_as<T, float>) return rms_norm(in, weight.data(), eps, out, n);
    const T scale = T(1) / std::sqrt(detail::sum_in_lanes<T>(n, [in](Index i) { return in[i] * in[i]; }) / T(n) + eps);
    for (Index i = 0; i < n; ++i) out[i] = weight[static_cast<std::size_t>(i)] * (in[i] * scale);
  }

  std::vector<T> weight;  // [D]
  T eps = T(1e-6);
};

/// y = (x - mean) / sqrt(var + eps) * weight + bias (Ba et al. 2016, eq. 4). [T, D] -> [T, D]
template <Scalar T>
class LayerNorm {
 public:
  LayerNorm() = default;
  LayerNorm(const Weights& weights, Index hidden_size, double epsilon)
      : weight(weights.template vector<T>("weight", hidden_size)), bias(weights.template vector<T>("bias", hidden_size)), eps(T(epsilon)) {}

  template <class P>
  Normalized<LayerNorm, T, P> operator()(const View<T>& x, Pass<P>& pass) const {
    return {*this, x, pass};
  }
  /// One row of n = D values; `in` and `out` may be the same.
  void row(const T* in, T* out, Index n) const {
    if constexpr (std::same_as<T, float>) return layer_norm(in, weight.data(), bias.data(), eps, out, n);
    const T mean = detail::sum_in_lanes<T>(n, [in](Index i) { return in[i]; }) / T(n);
    const T variance = detail::sum_in_lanes<T>(n, [in, mean](Index i) { return (in[i] - mean) * (in[i] - mean); }) / T(n);
    const T scale = T(1) / std::sqrt(variance + eps);
    for (Index i = 0; i < n; ++i) out[i] = (in[i] - mean) * scale * weight[static_cast<std::size_t>(i)] + bias[static_cast<std::size_t>(i)];
  }

  std::vector<T> weight, bias;  // [D]
  T eps = T(1e-5);
};

/// No norm at all: the place of q_norm and k_norm, or of a last norm, in families that have none.
struct NoNorm {
  template <Scalar T, class P>
  View<T> operator()(const View<T>& x, Pass<P>&) const {
    return x;
  }
};

}  // namespace ganymede::inline v0
