#pragma once
// Residual wiring and nothing else, with norms inside the branches: the two lines that make a transformer.

#include <ganymede/blocks/block.hpp>

namespace ganymede::inline v0 {

/// x += layer(norm(x)) for self-attention, attention to the encoder's output, and feed-forward (Vaswani et al. 2017, section 3.1,
/// "Decoder", wired as in Xiong et al. 2020, figure 1b).
template <class Norm, class SelfAttention, class Mlp, class CrossAttention = NoCrossAttention>
struct PreNormBlock {
  Norm self_attn_norm;
  SelfAttention self_attn;
  Norm encoder_attn_norm;
  CrossAttention encoder_attn;
  Norm mlp_norm;
  Mlp mlp;

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOn<SelfAttention, Norm, X, P> && LayerOn<CrossAttention, Norm, X, P> && LayerOn<Mlp, Norm, X, P>
  void operator()(X& x, P& pass) const {
    x += self_attn(self_attn_norm(x, pass), pass);
    x += encoder_attn(encoder_attn_norm(x, pass), pass);
    x += mlp(mlp_norm(x, pass), pass);
  }
};

/// The same without a source: decoder-only models, and encoders.
template <class Norm, class SelfAttention, class Mlp>
struct PreNormBlock<Norm, SelfAttention, Mlp> {
  Norm self_attn_norm;
  SelfAttention self_attn;
  Norm mlp_norm;
  Mlp mlp;

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOn<SelfAttention, Norm, X, P> && LayerOn<Mlp, Norm, X, P>
  void operator()(X& x, P& pass) const {
    x += self_attn(self_attn_norm(x, pass), pass);
    x += mlp(mlp_norm(x, pass), pass);
  }
};

}  // namespace ganymede::inline v0
