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
  layer_norm_without_bias,     ///< Cohere, MPT
  layer_norm_without_weights,  ///< nor a bias: OLMo
};

/// The norm of queries and of keys.
struct HeadNorms {
  enum class Over : std::uint8_t {
    each_head,         ///< one weight [head_dim] for all heads: Qwen3, Gemma 3, Phi-2
    each_head_by_own,  ///< a weight for each head, [heads, head_dim]: Cohere, StableLM
    all_heads,         ///< all heads of a token as one row: OLMo 2
  };
  NormKind kind = NormKind::none;
  Over over = Over::each_head;
  double weight_offset = 0;  ///< added to what is stored, as AnyNorm has it
  Index interleaved = 0;     ///< so many values of a head are stored as pairs of neighbours, where queries and keys are put as halves
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
    if (kind == NormKind::layer_norm_without_weights) {
      weight.assign(static_cast<std::size_t>(hidden_size), T(1));
      return;
    }
    weight = weights.template vector<T>("weight", hidden_size, weight_offset);
    if (kind == NormKind::layer_norm) bias = weights.template vector<T>("bias", hidden_size);
  }

  /// A norm without a bias of rows of `head_dim` values, whose weights are those of the head that a row is: a matrix [heads, head_dim], or
  /// one vector after another below `weights`. Throws TensorError.
  static AnyNorm of_heads(NormKind which, const Weights& weights, Index heads, Index head_dim, double epsilon) {
    AnyNorm norm;
    norm.kind = which;
    norm.eps = T(epsilon);
    norm.heads = heads;
    if (weights.has("weight")) {
      const Index shape[] = {heads, head_dim};
      const StoredTensor& stored = weights.tensor("weight", shape);
      std::vector<float> values(static_cast<std::size_t>(heads * head_dim));
      dequantize(stored.dtype, stored.bytes.data(), values.data(), heads * head_dim);
      norm.weight.assign(values.begin(), values.end());
      return norm;
    }
    for (Index h = 0; h < heads; ++h) {
      const std::vector<T> own = (weights / h).template vector<T>("weight", head_dim);
      norm.weight.insert(norm.weight.end(), own.begin(), own.end());
    }
    return norm;
  }

  bool is_none() const { return kind == NormKind::none; }
  Index width() const { return static_cast<Index>(weight.size()) / heads; }

  template <class P>
  LinearInput<T> operator()(const View<T>& x, Pass<P>& pass) const {
    if (is_none()) return NoNorm{}(x, pass);
    return detail::normalized(*this, x, pass);
  }
  /// One row of n = D values; `in` and `out` may be the same. Where heads have weights of their own, those of `head`.
  void row(const T* in, T* out, Index n, Index head = 0) const {
    const T* const own = weight.data() + (heads > 1 ? head * n : 0);
    if (kind == NormKind::rms_norm)
      detail::rms_norm_row(in, own, eps, out, n);
    else
      detail::layer_norm_row(in, own, bias.empty() ? nullptr : bias.data(), eps, out, n);
  }

  NormKind kind = NormKind::none;
  std::vector<T> weight{}, bias{};  // [D], or weight [heads, D]
  Index heads = 1;
  T eps = T(1e-6);
};

}  // namespace ganymede::inline v0
