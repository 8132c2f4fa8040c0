#pragma once
// The residual wiring of the 2017 paper.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

/// x = norm(x + self_attn(x)); x = norm(x + mlp(x)): norms after each residual sum (Vaswani et al. 2017, section 3.1).
template <class Norm, class Mixer, class Mlp>
struct PostNormBlock {
  Mixer self_attn;
  Norm self_attn_layer_norm;
  Mlp mlp;
  Norm final_layer_norm;

  void operator()(auto& x, auto& pass) const {
    x += self_attn(x, pass);
    x = self_attn_layer_norm(x, pass);
    x += mlp(x, pass);
    x = final_layer_norm(x, pass);
  }
};

}  // namespace ganymede::inline v0
