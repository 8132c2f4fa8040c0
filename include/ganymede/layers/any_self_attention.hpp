#pragma once
// Self-attention, or a layer that stands in its place.

#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/short_conv.hpp>

namespace ganymede::inline v0 {

/// An Attention, bit for bit, unless there is a short convolution: then that, and nothing of the attention is used (LFM2 has layers of
/// both).
template <Scalar T, class SelfAttention>
struct AnySelfAttention : SelfAttention {
  ShortConv<T> conv{};

  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    if (!conv.empty()) return conv(x, pass);
    return SelfAttention::operator()(x, pass);
  }
};

}  // namespace ganymede::inline v0
