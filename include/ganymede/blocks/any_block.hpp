#pragma once
// A block whose wiring is chosen at run time: what lets all families of the library share one type.

#include <ganymede/blocks/block.hpp>

#include <utility>

namespace ganymede::inline v0 {

/// Where the norms of a block stand, and whether its layers follow one another.
enum class Wiring : std::uint8_t {
  pre_norm,   ///< x += layer(norm(x)): PreNormBlock
  post_norm,  ///< x = norm(x + layer(x)): PostNormBlock
  parallel,   ///< x += self_attn(n) + mlp(n): ParallelBlock; with two norms, each its own, of what came in (GPT-NeoX, Falcon)
};

/// PreNormBlock, PostNormBlock or ParallelBlock, bit for bit. What is empty is not there: a norm with is_none(), an encoder_attn with
/// empty(). Output norms act on what a layer gives before it is added: with the norms before them they are the sandwich of Gemma 2 and
/// GLM-4, without them the wiring of OLMo 2. `residual_multiplier` scales what is added (Granite, MiniCPM).
template <Scalar T, class Norm, class SelfAttention, class Mlp, class CrossAttention>
struct AnyBlock {
  Wiring wiring = Wiring::pre_norm;
  double residual_multiplier = 1;
  Norm self_attn_norm{};
  SelfAttention self_attn{};
  Norm self_attn_output_norm{};
  Norm encoder_attn_norm{};
  CrossAttention encoder_attn{};
  Norm mlp_norm{};
  Mlp mlp{};
  Norm mlp_output_norm{};

  template <class X, class P>
  requires NormOf<Norm, X, P> && LayerOn<SelfAttention, Norm, X, P> && LayerOn<CrossAttention, Norm, X, P> && LayerOn<Mlp, Norm, X, P>
  void operator()(X& x, P& pass) const {
    if (wiring == Wiring::parallel) {
      const auto n = self_attn_norm(x, pass);
      const auto m = mlp_norm.is_none() ? n : mlp_norm(x, pass);
      add(x, self_attn(n, pass), self_attn_output_norm, pass);
      add(x, mlp(m, pass), mlp_output_norm, pass);
    } else {
      branch(x, self_attn_norm, self_attn, self_attn_output_norm, pass);
      if (!encoder_attn.empty()) branch(x, encoder_attn_norm, encoder_attn, Norm{}, pass);
      branch(x, mlp_norm, mlp, mlp_output_norm, pass);
    }
  }

 private:
  template <class Layer, class X, class P>
  void branch(X& x, const Norm& norm, const Layer& layer, const Norm& output_norm, P& pass) const {
    if (wiring == Wiring::pre_norm && !norm.is_none())
      add(x, layer(norm(x, pass), pass), output_norm, pass);
    else
      add(x, layer(x, pass), output_norm, pass);
    if (wiring == Wiring::post_norm) x = norm(x, pass);
  }
  template <class X, class Product, class P>
  void add(X& x, Product&& product, const Norm& output_norm, P& pass) const {
    if (output_norm.is_none() && residual_multiplier == 1) return void(x += std::forward<Product>(product));
    X y = std::forward<Product>(product);
    if (!output_norm.is_none()) y = output_norm(y, pass);
    if (residual_multiplier != 1) y *= T(residual_multiplier);
    x += y;
  }
};

}  // namespace ganymede::inline v0
