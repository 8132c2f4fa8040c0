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

/// norm(x), row by row: [T, D] in the workspace until the innermost Scope ends, with what products need of it where they are likely to.
template <class Norm, Scalar T, class P>
LinearInput<T> normalized(const Norm& norm, const View<T>& x, Pass<P>& pass) {
  View<T> y = pass.workspace.template take<T>(x.rows(), x.cols());
  const LinearInput<T> result = prepare_rows(
      y, [&](Index t) { norm.row(&x(t, 0), &y(t, 0), x.cols()); }, pass);
  if constexpr (Pass<P>::wants_steps)
    if (pass.wishes.steps) pass.probe.norm(read_only(x), read_only(y));
  return result;
}

/// out = in / sqrt(mean(in^2) + eps) * weight; `in` and `out` [n] may be the same.
template <Scalar T>
void rms_norm_row(const T* in, const T* weight, T eps, T* out, Index n) {
  if constexpr (std::same_as<T, float>) return rms_norm(in, weight, eps, out, n);
  const T scale = T(1) / std::sqrt(sum_in_lanes<T>(n, [in](Index i) { return in[i] * in[i]; }) / T(n) + eps);
  for (Index i = 0; i < n; ++i) out[i] = weight[i] * (in[i] * scale);
}

/// out = (in - mean) / sqrt(var + eps) * weight + bias; a null `bias` is none. `in` and `out` [n] may be the same.
template <Scalar T>
void layer_norm_row(const T* in, const T* weight, const T* bias, T eps, T* out, Index n) {
  if constexpr (std::same_as<T, float>) return layer_norm(in, weight, bias, eps, out, n);
  const T mean = sum_in_lanes<T>(n, [in](Index i) { return in[i]; }) / T(n);
  const T variance = sum_in_lanes<T>(n, [in, mean](Index i) { return (in[i] - mean) * (in[i] - mean); }) / T(n);
  const T scale = T(1) / std::sqrt(variance + eps);
  for (Index i = 0; i < n; ++i) out[i] = (in[i] - mean) * scale * weight[i] + (bias == nullptr ? T(0) : bias[i]);
}
}  // namespace detail

/// y = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019, eq. 4). [T, D] -> [T, D]
template <Scalar T>
class RmsNorm {
 public:
  RmsNorm() = default;
  RmsNorm(const Weights& weights, Index hidden_size, double epsilon)
      : weight(weights.template vector<T>("weight", hidden_size)), eps(T(epsilon)) {}

  template <class P>
  LinearInput<T> operator()(const View<T>& x, Pass<P>& pass) const {
    return detail::normalized(*this, x, pass);
  }
  /// One row of n = D values; `in` and `out` may be the same (norms of heads).
  void row(const T* in, T* out, Index n) const { detail::rms_norm_row(in, weight.data(), eps, out, n); }
  Index width() const { return static_cast<Index>(weight.size()); }

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
  LinearInput<T> operator()(const View<T>& x, Pass<P>& pass) const {
    return detail::normalized(*this, x, pass);
  }
  /// One row of n = D values; `in` and `out` may be the same.
  void row(const T* in, T* out, Index n) const { detail::layer_norm_row(in, weight.data(), bias.data(), eps, out, n); }
  Index width() const { return static_cast<Index>(weight.size()); }

  std::vector<T> weight, bias;  // [D]
  T eps = T(1e-5);
};

/// No norm at all: the place of q_norm and k_norm, or of a last norm, in families that have none. A copy, as other norms' results are
/// values of their own, too.
struct NoNorm {
  template <Scalar T, class P>
  LinearInput<T> operator()(const View<T>& x, Pass<P>& pass) const {
    View<T> y = pass.workspace.template take<T>(x.rows(), x.cols());
    y = x;
    return y;
  }
  static constexpr bool is_none() { return true; }
};

namespace detail {
/// Whether a norm does nothing, by its type or at run time.
template <class Norm>
constexpr bool is_none(const Norm& norm) {
  if constexpr (requires { norm.is_none(); }) return norm.is_none();
  return false;
}
}  // namespace detail

}  // namespace ganymede::inline v0
