#pragma once
// A decoder layer with its norms inside the residual branches.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

/// The decoder layer of Vaswani et al. 2017, section 3.1, wired as in Xiong et al. 2020, figure 1b: x += layer(norm(x)) for masked
/// self-attention, attention to the encoder's output, and feed-forward.
template <class Norm, class SelfAttention, class CrossAttention, class Mlp>
struct PreNormDecoderBlock {
  Norm self_attn_layer_norm;
  SelfAttention self_attn;
  Norm encoder_attn_layer_norm;
  CrossAttention encoder_attn;
  Norm final_layer_norm;
  Mlp mlp;

  void operator()(auto& x, auto& pass) const {
    x += self_attn(self_attn_layer_norm(x, pass), pass);
    x += encoder_attn(encoder_attn_layer_norm(x, pass), pass);
    x += mlp(final_layer_norm(x, pass), pass);
  }
};

}  // namespace ganymede::inline v0
