#pragma once
// Residual wiring and nothing else: the two lines that make a transformer.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

/// x += self_attn(norm(x)); x += mlp(norm(x)): norms inside the residual branches (Xiong et al. 2020, figure 1b).
template <class Norm, class Mixer, class Mlp>
struct PreNormBlock {
  Norm input_layernorm;
  Mixer self_attn;
  Norm post_attention_layernorm;
  Mlp mlp;

  void operator()(auto& x, auto& pass) const {
    x += self_attn(input_layernorm(x, pass), pass);
    x += mlp(post_attention_layernorm(x, pass), pass);
  }
};

}  // namespace ganymede::inline v0
