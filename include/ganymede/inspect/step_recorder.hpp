#pragma once
// Attention and the residual stream of the same pass.

#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/inspect/hidden_state_recorder.hpp>

namespace ganymede::inline v0 {

/// A probe that keeps all that AttentionRecorder and HiddenStateRecorder keep.
struct StepRecorder final : AnyProbe {
  AttentionRecorder<float> attention_weights{};
  HiddenStateRecorder<float> states{};

  void attention(Index layer, Index head, const RowInfo& row, std::span<const float> weights) override {
    attention_weights.attention(layer, head, row, weights);
  }
  void hidden_states(Index layer, const ConstView<float>& x) override { states.hidden_states(layer, x); }
  void embeddings(const ConstView<float>& x) override { states.embeddings(x); }
  void norm(const ConstView<float>& x, const ConstView<float>& y) override { states.norm(x, y); }
};

}  // namespace ganymede::inline v0
