#pragma once
// A norm chosen at run time.

#include <ganymede/layers/norm.hpp>

#include <vector>

namespace ganymede::inline v0 {

/// Which norm a family has.
enum class NormKind : std::uint8_t {
  none,
  rms_norm,
  layer_norm,
  layer_norm_without_bias,  ///< Cohere, MPT
};

/// RmsNorm, LayerNorm or none, bit for bit. [T, D] -> [T, D]
template <Scalar T>
class AnyNorm {
 public:
  AnyNorm() = default;  // none
  /// `weight_offset` is added to what is stored: 1 where a checkpoint holds the weight's distance from 1 (Gemma). Throws TensorError.
  AnyNorm(NormKind which, const Weights& weights, Index hidden_size, double epsilon, double weight_offset = 0)
      : kind(which), eps(T(epsilon)) {
    if (is_none()) return;
    weight = weights.template vector<T>("weight", hidden_size);
    for (T& w : weight) w += T(weight_offset);
    if (kind == NormKind::layer_norm) bias = weights.template vector<T>("bias", hidden_size);
  }

  bool is_none() const { return kind == NormKind::none; }
  Index width() const { return static_cast<Index>(weight.size()); }

  template <class P>
  LinearInput<T> operator()(const View<T>& x, Pass<P>& pass) const {
    if (is_none()) return NoNorm{}(x, pass);
    return detail::normalized(*this, x, pass);
  }
  /// One row of n = D values; `in` and `out` may be the same.
  void row(const T* in, T* out, Index n) const {
    if (kind == NormKind::rms_norm)
      detail::rms_norm_row(in, weight.data(), eps, out, n);
    else
      detail::layer_norm_row(in, weight.data(), bias.empty() ? nullptr : bias.data(), eps, out, n);
  }

  NormKind kind = NormKind::none;
  std::vector<T> weight{}, bias{};  // [D]
  T eps = T(1e-6);
};

}  // namespace ganymede::inline v0
