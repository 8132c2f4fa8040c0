#pragma once
// Multi-head self-attention with grouped key/value heads: of a decoder, over the sequences' caches, or of an encoder.

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/layers/scaled_dot_product.hpp>

#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// softmax(q k^T / sqrt(d)) v for each head, then o_proj (Vaswani et al. 2017, eq. 1 and section 3.2.2); H / K query heads share a
/// key/value head (Ainslie et al. 2023). Keys and values of the new rows are written to the KV cache that `Mask` gives, then each row
/// attends to what `Mask` lets it see: Causal or Bidirectional. `Position` turns queries and keys (Rope), adds to scores
/// (RelativePositions) or does nothing; q_norm and k_norm act on single heads, or on all as one, where a family has them.
template <Scalar T, class Position = NoPosition, class HeadNorm = NoNorm, class Mask = Causal>
struct Attention {
  Index layer = 0;
  AttentionConfig config{};
  Linear<T> qkv_proj{};  // q's rows, then k's, then v's
  Linear<T> o_proj{};
  Position position{};
  HeadNorm q_norm{}, k_norm{};
  Mask mask{};
  std::vector<T> sinks{};  // [H], or none: of each head, a score of no position

  /// [T, D] -> [T, D]; x is a view, or what a norm makes of one.
  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    const Index q_size = config.q_size(), kv_size = config.kv_size();
    View<T> qkv = qkv_proj(detail::input_of(x, pass, qkv_proj), pass);
    View<T> q = columns(qkv, 0, q_size), k = columns(qkv, q_size, kv_size), v = columns(qkv, q_size + kv_size, kv_size);
    if (config.clip_qkv > 0) clip(qkv, T(config.clip_qkv), pass);
    normalise(q, q_norm, pass);
    normalise(k, k_norm, pass);
    position(q, k, config.head_dim, pass);
    ScaledDotProduct<T, Mask> attention{layer, config, {}, mask, sinks.empty() ? nullptr : sinks.data()};
    if constexpr (requires { position.score_bias(pass); }) attention.bias = position.score_bias(pass);
    if constexpr (requires { position.score_biases(q, k, config.head_dim, pass); })
      attention.biases = position.score_biases(q, k, config.head_dim, pass);
    const std::span<const KeyValueCacheView> caches = attention.caches(pass);
    store_keys_values(k, v, caches, pass);
    return o_proj(attention(q, caches, pass), pass);
  }

 private:
  template <class P>
  void normalise(View<T>& x, const HeadNorm& norm, Pass<P>& pass) const {
    if constexpr (!std::same_as<HeadNorm, NoNorm>) {
      const Index width = norm.width();  // of a head, or of all
      if (width == 0) return;
      pass.for_rows(x.rows(), [&](Index t) {
        T* const row = x.data() + t * x.outerStride();
        for (Index h = 0; h < x.cols() / width; ++h) {
          T* const head = row + h * width;
          if constexpr (requires { norm.heads; })
            norm.row(head, head, width, h);
          else
            norm.row(head, head, width);
        }
      });
    }
  }
  template <class P>
  static void clip(View<T>& qkv, T most, Pass<P>& pass) {
    pass.for_rows(qkv.rows(), [&](Index t) { qkv.row(t) = qkv.row(t).cwiseMax(-most).cwiseMin(most); });
  }
};

/// Self-attention of an encoder: every token of a source sees every other.
template <Scalar T, class Position = NoPosition>
using EncoderAttention = Attention<T, Position, NoNorm, Bidirectional>;

}  // namespace ganymede::inline v0
