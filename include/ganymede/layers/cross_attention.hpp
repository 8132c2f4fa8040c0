#pragma once
// A decoder's attention to the source: queries come from its own rows, keys and values from the encoder's.

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/scaled_dot_product.hpp>

#include <span>

namespace ganymede::inline v0 {

/// Multi-head attention whose keys and values are projections of the encoder's output (Vaswani et al. 2017, section 3.2.3, first item).
/// fill_cache() computes them, once for each source: its KV cache, which operator() reads as often as there are tokens to decode.
template <Scalar T>
struct CrossAttention {
  Index layer = 0;
  AttentionConfig config{};
  Linear<T> q_proj{};
  Linear<T> kv_proj{};  // k's rows, then v's
  Linear<T> o_proj{};

  bool empty() const { return q_proj.empty(); }  ///< not loaded: there is no source to attend to

  /// [T, D] -> [T, D]; x is a view, or what a norm makes of one. Every sequence of the batch has a source.
  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    View<T> q = q_proj(detail::input_of(x, pass, q_proj), pass);
    const ScaledDotProduct<T, SourceOfSequence> attention{layer, config};
    return o_proj(attention(q, attention.caches(pass), pass), pass);
  }

  /// Writes the keys and values of the encoder's output [T, D] to the KV caches of the batch's sequences, which are to become sources.
  template <class P>
  void fill_cache(const LinearInput<T>& encoded, Pass<P>& pass) const {
    View<T> kv = kv_proj(encoded, pass);
    const ScaledDotProduct<T, Causal> sources{layer, config};
    store_keys_values(columns(kv, 0, config.kv_size()), columns(kv, config.kv_size(), config.kv_size()), sources.caches(pass), pass);
  }
};

}  // namespace ganymede::inline v0
