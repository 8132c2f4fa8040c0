// flags: -DGANYMEDE_SPLIT
// expect: constraint.*(Block|DecoderOnly)
#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/decoder_only.hpp>

using namespace ganymede;

// The norm and a layer have changed places.
using Wrong = DecoderOnly<float, PreNormBlock<Attention<float>, RmsNorm<float>, Mlp<float, Silu>>, RmsNorm<float>>;
