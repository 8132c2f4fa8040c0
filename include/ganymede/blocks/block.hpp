#pragma once
// What a block is, and what fits into one: concepts, so that a piece that does not fit is one short error where it is put in.

#include <ganymede/core/types.hpp>
#include <ganymede/state/pass.hpp>

namespace ganymede::inline v0 {

/// Takes the stream x [T, D] and gives rows of the same width, to be named or to take the stream's place.
template <class N, class X, class P>
concept NormOf = requires(const N& norm, X& x, P& pass) {
  x = norm(x, pass);
};

/// Takes what `Input` gives of the stream and gives what is added to it: attention, or a feed-forward layer.
template <class L, class Input, class X, class P>
concept LayerOn = requires(const L& layer, const Input& input, X& x, P& pass) {
  x += layer(input(x, pass), pass);
};

/// Takes the stream itself and gives what is added to it.
template <class L, class X, class P>
concept LayerOf = requires(const L& layer, X& x, P& pass) {
  x += layer(x, pass);
};

/// What models are stacked of: block(x, pass) changes the residual stream x [T, D] in place.
template <class B, class T>
concept Block = requires(const B& block, View<T>& x, Pass<>& pass) {
  block(x, pass);
};

/// In the place of attention to a source: a block of an encoder, or of a model without one.
struct NoCrossAttention {};

}  // namespace ganymede::inline v0
