#pragma once
// The hidden states of one pass, kept.

#include <ganymede/core/probe.hpp>

#include <span>
#include <vector>

namespace ganymede::inline v0::detail {

/// Keeps the hidden states [T, D] of one layer of the last pass, or of the last layer there was.
struct LayerProbe final : AnyProbe {
  explicit LayerProbe(Index layer) : wanted(layer) {}
  ProbeWishes wishes() const override { return {.attention = false, .hidden_states = true, .steps = false}; }
  void hidden_states(Index layer, const ConstView<float>& x) override {
    if (wanted >= 0 && layer != wanted) return;
    width = static_cast<std::size_t>(x.cols());
    values.clear();
    for (Index t = 0; t < x.rows(); ++t) values.insert(values.end(), x.row(t).begin(), x.row(t).end());
  }
  std::span<const float> row(Index t) const { return std::span(values).subspan(static_cast<std::size_t>(t) * width, width); }

  Index wanted;
  std::size_t width = 0;
  std::vector<float> values{};
};

}  // namespace ganymede::inline v0::detail
