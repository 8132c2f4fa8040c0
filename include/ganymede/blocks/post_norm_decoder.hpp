#pragma once
// A decoder layer of the 2017 paper.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

/// The right half of figure 1: masked self-attention, attention to the encoder's output, feed-forward, each x = norm(x + layer(x))
/// (Vaswani et al. 2017, section 3.1, "Decoder").
template <class Norm, class SelfAttention, class CrossAttention, class Mlp>
struct PostNormDecoderBlock {
  SelfAttention self_attn;
  Norm self_attn_layer_norm;
  CrossAttention encoder_attn;
  Norm encoder_attn_layer_norm;
  Mlp mlp;
  Norm final_layer_norm;

  void operator()(auto& x, auto& pass) const {
    x += self_attn(x, pass);
    x = self_attn_layer_norm(x, pass);
    x += encoder_attn(x, pass);
    x = encoder_attn_layer_norm(x, pass);
    x += mlp(x, pass);
    x = final_layer_norm(x, pass);
  }
};

}  // namespace ganymede::inline v0
