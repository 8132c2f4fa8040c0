#pragma once
// Which of many heads to look at first. Most rest on the first token, on the one before or on their own (Clark et al. 2019, section 3).

#include <ganymede/inspect/attention_recorder.hpp>

#include <algorithm>
#include <cstdlib>

namespace ganymede::inline v0 {

/// A head of a layer, counted from 0; below 0: none.
struct HeadIndex {
  Index layer = -1, head = -1;
};

/// How much a map [T, S] tells: the mean over its rows of the largest share that goes neither to the first token nor to a neighbour or the
/// row's own; of cross-attention, to any token of the source but its last, the end.
template <Scalar T>
double telling_share(const ConstView<T>& weights, AttentionKind kind) {
  double sum = 0;
  for (Index t = 0; t < weights.rows(); ++t) {
    double most = 0;
    for (Index s = 0; s < weights.cols(); ++s) {
      const bool counts =
          kind == AttentionKind::cross ? s + 1 < weights.cols() : std::abs(s - t) > 1 && (s > 0 || kind == AttentionKind::encoder);
      if (counts) most = std::max(most, double(weights(t, s)));
    }
    sum += most;
  }
  return weights.rows() > 0 ? sum / double(weights.rows()) : 0;
}

/// Of the layers from `begin` to `end` the head with the largest telling_share, the first of equal ones; none where all are 0.
template <Scalar T>
HeadIndex telling_head(const AttentionRecorder<T>& recorder, AttentionKind kind, Index segment, Index begin, Index end) {
  HeadIndex best;
  double most = 0;
  const Index heads = recorder.heads(kind);
  for (Index layer = begin; layer < end; ++layer)
    for (Index head = 0; head < heads; ++head) {
      const Tensor<T> map = recorder.at(kind, segment, layer, head);
      const double share = telling_share<T>(map.view(), kind);
      if (share <= most) continue;
      most = share;
      best = {layer, head};
    }
  return best;
}

}  // namespace ganymede::inline v0
