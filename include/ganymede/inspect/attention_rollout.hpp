#pragma once
// How much of each input token has reached each position through all layers so far, if attention were the whole story: attention rollout
// (Abnar and Zuidema 2020, "Quantifying Attention Flow in Transformers", section 3).

#include <ganymede/inspect/attention_recorder.hpp>

namespace ganymede::inline v0 {

/// One more layer: rollout <- (A + I) / 2 * rollout, rows made to sum to 1. `attention` and `rollout` are [T, T]; an empty rollout
/// stands for the identity, before the first layer. Throws InputError for other shapes.
template <Scalar T>
void roll_out(const ConstView<T>& attention, Tensor<T>& rollout) {
  const Index n = attention.rows();
  if (attention.cols() != n || (rollout.rows() != 0 && (rollout.rows() != n || rollout.cols() != n)))
    throw InputError{{.problem = "rollout needs every position's attention to every position, from the first on",
                      .key = "roll_out",
                      .found = std::to_string(n) + " x " + std::to_string(attention.cols())}};
  Tensor<T> next(n, n);
  for (Index t = 0; t < n; ++t) {
    T* const to = next.view().data() + t * n;
    T sum = 0;
    for (Index k = 0; k < n; ++k) {
      const T share = (attention(t, k) + T(t == k)) / 2;
      sum += share;
      if (share == 0) continue;
      if (rollout.rows() == 0) {
        to[k] += share;
      } else {
        const T* const from = rollout.view().data() + k * n;
        for (Index s = 0; s < n; ++s) to[s] += share * from[s];
      }
    }
    for (Index s = 0; s < n; ++s) to[s] /= sum;
  }
  rollout = std::move(next);
}

/// Rollout [T, T] after layers 0 to `last` of what was recorded, with the mean over the heads of each; `last` below 0: all layers. Kinds
/// are self and encoder. Throws InputError.
template <Scalar T>
Tensor<T> attention_rollout(const AttentionRecorder<T>& recorder, AttentionKind kind, Index segment, Index last = -1) {
  if (kind == AttentionKind::cross) throw InputError{{.problem = "rollout goes from a text to itself", .key = "attention_rollout"}};
  Tensor<T> rollout;
  const Index end = last < 0 ? std::max<Index>(recorder.layers(kind), 1) : last + 1;
  for (Index layer = 0; layer < end; ++layer) {
    const Tensor<T> mean = recorder.mean(kind, segment, layer);
    roll_out<T>(mean.view(), rollout);
  }
  return rollout;
}

}  // namespace ganymede::inline v0
