#pragma once
// Attention and feed-forward side by side, as in GPT-J, GPT-NeoX, Falcon and Phi.

#include <ganymede/blocks/block.hpp>

namespace ganymede::inline v0 {

/// x += self_attn(n) + mlp(n) with n = norm(x): both read the same norm of what came in (Wang and Komatsuzaki 2021, GPT-J).
template <class Norm, class SelfAttention, class Mlp>
struct ParallelBlock {
  Norm self_attn_norm;
  SelfAttention self_attn;
  Mlp mlp;

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOn<SelfAttention, Norm, X, P> && LayerOn<Mlp, Norm, X, P>
  void operator()(X& x, P& pass) const {
    const auto n = self_attn_norm(x, pass);  // a value of its own: it stays while x changes
    x += self_attn(n, pass);
    x += mlp(n, pass);
  }
};

}  // namespace ganymede::inline v0
