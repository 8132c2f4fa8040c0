#pragma once
// The residual wiring of the 2017 paper: norms after the sums.

#include <ganymede/blocks/block.hpp>

namespace ganymede::inline v0 {

/// x = norm(x + layer(x)) for masked self-attention, attention to the encoder's output, and feed-forward: the right half of figure 1
/// (Vaswani et al. 2017, section 3.1, "Decoder").
template <class Norm, class SelfAttention, class Mlp, class CrossAttention = NoCrossAttention>
struct PostNormBlock {
  SelfAttention self_attn;
  Norm self_attn_norm;
  CrossAttention encoder_attn;
  Norm encoder_attn_norm;
  Mlp mlp;
  Norm mlp_norm;

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOf<SelfAttention, X, P> && LayerOf<CrossAttention, X, P> && LayerOf<Mlp, X, P>
  void operator()(X& x, P& pass) const {
    x += self_attn(x, pass);
    x = self_attn_norm(x, pass);
    x += encoder_attn(x, pass);
    x = encoder_attn_norm(x, pass);
    x += mlp(x, pass);
    x = mlp_norm(x, pass);
  }
};

/// The left half of figure 1 (the same section, "Encoder"): without a source.
template <class Norm, class SelfAttention, class Mlp>
struct PostNormBlock<Norm, SelfAttention, Mlp> {
  SelfAttention self_attn;
  Norm self_attn_norm;
  Mlp mlp;
  Norm mlp_norm;

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOf<SelfAttention, X, P> && LayerOf<Mlp, X, P>
  void operator()(X& x, P& pass) const {
    x += self_attn(x, pass);
    x = self_attn_norm(x, pass);
    x += mlp(x, pass);
    x = mlp_norm(x, pass);
  }
};

}  // namespace ganymede::inline v0
