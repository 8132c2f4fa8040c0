#include <ganymede/blocks/block.hpp>

#include <ganymede/blocks/parallel.hpp>
#include <ganymede/blocks/post_norm.hpp>
#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/cross_attention.hpp>
#include <ganymede/layers/mlp.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

template <class T>
using ToyMlp = Mlp<T, Silu>;

/// Takes the stream by value: what it computes would be lost.
struct Halving {
  double operator()(View<double> x, Pass<>&) const { return x(0, 0) / 2; }
};
/// Changes the stream itself.
struct Clearing {
  template <class P>
  void operator()(View<double>& x, Pass<P>&) const {
    x.setZero();
  }
};

}  // namespace

TEST_CASE("blocks of fitting pieces are blocks, of either scalar") {
  static_assert(Block<PreNormBlock<RmsNorm<float>, Attention<float>, ToyMlp<float>>, float>);
  static_assert(Block<PreNormBlock<LayerNorm<double>, Attention<double>, ToyMlp<double>, CrossAttention<double>>, double>);
  static_assert(Block<PostNormBlock<LayerNorm<float>, Attention<float>, ToyMlp<float>, CrossAttention<float>>, float>);
  static_assert(Block<ParallelBlock<RmsNorm<float>, Attention<float>, ToyMlp<float>>, float>);
  static_assert(Block<Clearing, double>);
  CHECK(!Block<Clearing, float>);
}

TEST_CASE("pieces that do not fit make no block") {
  CHECK(!Block<PreNormBlock<RmsNorm<float>, Attention<float>, ToyMlp<float>>, double>);         // of another scalar
  CHECK(!Block<PreNormBlock<RmsNorm<float>, Attention<double>, ToyMlp<float>>, float>);         // mixed
  CHECK(!Block<PreNormBlock<ToyMlp<float>, RmsNorm<float>, ToyMlp<float>>, float>);             // a layer in a norm's place
  CHECK(!Block<PostNormBlock<LayerNorm<float>, Attention<float>, int>, float>);                 // no layer at all
  CHECK(!Block<PostNormBlock<LayerNorm<float>, Attention<float>, ToyMlp<float>, int>, float>);  // no attention to a source
  CHECK(!Block<ParallelBlock<int, Attention<float>, ToyMlp<float>>, float>);                    // no norm
  CHECK(!Block<PreNormBlock<RmsNorm<double>, Halving, ToyMlp<double>>, double>);                // nothing that a stream can take
}
