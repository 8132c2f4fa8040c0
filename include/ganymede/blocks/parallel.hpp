#pragma once
// Attention and feed-forward side by side, as in GPT-J, GPT-NeoX, Falcon and Phi.

#include <ganymede/core/types.hpp>

namespace ganymede::inline v0 {

/// x += self_attn(n) + mlp(n) with n = norm(x): both read the same norm of what came in (Wang and Komatsuzaki 2021, GPT-J).
template <class Norm, class Mixer, class Mlp>
struct ParallelBlock {
  Norm input_layernorm;
  Mixer self_attn;
  Mlp mlp;

  void operator()(auto& x, auto& pass) const {
    const auto n = input_layernorm(x, pass);  // a value of its own: it stays while x changes
    x += self_attn(n, pass);
    x += mlp(n, pass);
  }
};

}  // namespace ganymede::inline v0
