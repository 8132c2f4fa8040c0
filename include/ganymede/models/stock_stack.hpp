#pragma once
// The one type of stack that all families of this library share: what differs between them is data of it.

#include <ganymede/blocks/any_block.hpp>
#include <ganymede/layers/any_added_positions.hpp>
#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/any_position.hpp>
#include <ganymede/layers/any_self_attention.hpp>
#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/cross_attention.hpp>
#include <ganymede/layers/mlp.hpp>
#include <ganymede/models/transformer_stack.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <concepts>
#include <type_traits>

namespace ganymede::inline v0 {

template <Scalar T>
using StockBlock = AnyBlock<T, AnyNorm<T>, AnySelfAttention<T, Attention<T, AnyPosition<T>, AnyNorm<T>, AnyMask>>, AnyMlp<T, AnyActivation>,
                            CrossAttention<T>>;

/// The body of a decoder-only model, an encoder, or a decoder that attends to one.
template <Scalar T>
using StockStack = TransformerStack<T, StockBlock<T>, AnyAddedPositions<T>, AnyNorm<T>, AnyNorm<T>>;

namespace detail {
/// Whether a pass of a stock model may see this probe as an AnyProbe: then what runs is what everybody's passes run, compiled once.
template <class P, class T>
concept SeenAsAny = std::same_as<T, float> &&(std::same_as<P, NoProbe> || std::derived_from<P, AnyProbe>);

template <class P>
AnyProbe& as_any(P& probe) {
  if constexpr (std::same_as<P, NoProbe>)
    return unobserved();
  else
    return probe;
}
}  // namespace detail

#if !GANYMEDE_BODIES
// Doxygen looks for a class StockStack
/// @cond
extern template View<float> StockStack<float>::operator()(Pass<AnyProbe>& pass) const;  // stock_stack.ipp
/// @endcond
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/stock_stack.ipp>
#endif
