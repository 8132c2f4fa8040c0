#pragma once
// The Transformer of "Attention Is All You Need" (Vaswani et al. 2017), with its norms where the paper has them, or inside the branches.

#include <ganymede/blocks/post_norm.hpp>
#include <ganymede/blocks/pre_norm.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/cross_attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/encoder_decoder.hpp>

namespace ganymede::inline v0 {

/// Section 3.1, "Encoder": self-attention (3.2) and a feed-forward network (3.3), each in LayerNorm(x + Sublayer(x)).
template <Scalar T, class Activation = AnyActivation>
using PostNormEncoderLayer = PostNormBlock<LayerNorm<T>, EncoderAttention<T>, Mlp<T, Activation>>;

/// Section 3.1, "Decoder": the same, and between them attention to the encoder's output (3.2.3); self-attention sees no later position.
template <Scalar T, class Activation = AnyActivation>
using PostNormDecoderLayer = PostNormBlock<LayerNorm<T>, Attention<T>, Mlp<T, Activation>, CrossAttention<T>>;

/// Both with x + Sublayer(LayerNorm(x)) and a LayerNorm at the end of each stack (Xiong et al. 2020, "On Layer Normalization in the
/// Transformer Architecture", figure 1b): what deep stacks are trained with today.
template <Scalar T, class Activation = AnyActivation>
using PreNormEncoderLayer = PreNormBlock<LayerNorm<T>, EncoderAttention<T>, Mlp<T, Activation>>;
template <Scalar T, class Activation = AnyActivation>
using PreNormDecoderLayer = PreNormBlock<LayerNorm<T>, Attention<T>, Mlp<T, Activation>, CrossAttention<T>>;

/// Figure 1: embeddings times sqrt(D) (3.4, `embed_scale`), sinusoidal positions (3.5), N encoder layers | N decoder layers, and a head
/// that may share the embeddings' table (3.4).
template <Scalar T = float, class Activation = AnyActivation>
using Transformer = EncoderDecoder<T, TransformerStack<T, PostNormEncoderLayer<T, Activation>, SinusoidalPositions<T>>,
                                   TransformerStack<T, PostNormDecoderLayer<T, Activation>, SinusoidalPositions<T>>>;

template <Scalar T = float, class Activation = AnyActivation>
using PreNormTransformer = EncoderDecoder<T, TransformerStack<T, PreNormEncoderLayer<T, Activation>, SinusoidalPositions<T>, LayerNorm<T>>,
                                          TransformerStack<T, PreNormDecoderLayer<T, Activation>, SinusoidalPositions<T>, LayerNorm<T>>>;

}  // namespace ganymede::inline v0
