#pragma once
// One map out of all that were recorded: a head, or a mean, or the rollout.

#include <ganymede/inspect/attention_rollout.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

/// Which map; the mean over layers or heads where one is below 0. With `rollout`: attention_rollout() up to `layer`.
struct AttentionChoice {
  AttentionKind kind = AttentionKind::self;
  Index layer = -1, head = -1;
  bool rollout = false;
};

/// The chosen map, [T, S]; rows sum to 1, or to less where attention has sinks. The mean of all layers is of those that have attention.
/// Throws InputError for what was not recorded.
template <Scalar T>
Tensor<T> chosen_attention(const AttentionRecorder<T>& recorder, Index segment, const AttentionChoice& choice) {
  if (choice.rollout) return attention_rollout(recorder, choice.kind, segment, choice.layer);
  const auto of_layer = [&](Index layer) {
    return choice.head < 0 ? recorder.mean(choice.kind, segment, layer) : recorder.at(choice.kind, segment, layer, choice.head);
  };
  if (choice.layer >= 0) return of_layer(choice.layer);
  Tensor<T> sum = of_layer(0);
  Index with_attention = recorder.has(choice.kind, 0) ? 1 : 0;
  const Index layers = recorder.layers(choice.kind), size = sum.rows() * sum.cols();
  T* const to = sum.view().data();
  for (Index layer = 1; layer < layers; ++layer) {
    const Tensor<T> more = of_layer(layer);
    const T* const from = more.view().data();
    for (Index i = 0; i < size; ++i) to[i] += from[i];
    with_attention += recorder.has(choice.kind, layer) ? 1 : 0;
  }
  for (Index i = 0; i < size; ++i) to[i] /= T(with_attention);
  return sum;
}

/// "Layer 3, head 5", "Layer 3, mean of its heads", "Attention rollout through layer 3", ...; counted from 0.
GANYMEDE_ONCE std::string describe(const AttentionChoice& choice);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/attention_choice.ipp>
#endif
