#pragma once
// An encoder of the layers of another model: of a decoder's, when every token sees every other, or of an encoder-decoder's first half.

#include <ganymede/models/stock_encoder.hpp>

#include <memory>
#include <utility>

namespace ganymede::inline v0 {

/// What `stack` computes, without a head. `trained` tokens is what the longest text of its training had, `longest` what can be computed.
template <Scalar T>
StockEncoder<T> encoder_of_stack(StockStack<T>&& stack, Index trained, Index longest, std::shared_ptr<Executor> executor) {
  StockEncoder<T> m;
  static_cast<StockStack<T>&>(m) = std::move(stack);
  for (auto& layer : m.layers) layer.self_attn.mask = Bidirectional();
  m.encoder_facts.max_position_embeddings = trained;
  m.encoder_facts.longest_sequence = longest;
  m.state_shape = make_state_shape(0, {}, trained, longest);
  m.executor = std::move(executor);
  return m;
}

}  // namespace ganymede::inline v0
