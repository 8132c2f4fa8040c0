#pragma once
// The residual stream of one pass, layer by layer, and what each branch of a block adds to it.

#include <ganymede/core/error.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/core/tensor_view.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A probe that keeps the hidden states of the pass it sees; a new pass begins anew. Rows are the pass's rows.
///   HiddenStateRecorder<float> recorder;
///   model.forward(batch, workspace, recorder);
///   recorder.at(0);              // [T, D]: what enters the first block
template <Scalar T = float>
class HiddenStateRecorder : public VirtualProbe<T> {
 public:
  static constexpr bool wants_attention = false;

  ProbeWishes wishes() const override { return {.attention = false}; }
  void embeddings(const ConstView<T>& x) override {
    *this = HiddenStateRecorder();
    embeddings_ = copy(x);
  }
  void hidden_states(Index layer, const ConstView<T>& x) override {
    if (layer == 0 && placed_.rows() == 0) placed_ = copy(x);
    states_.push_back(copy(x));
    norms_.emplace_back();
  }
  void norm(const ConstView<T>& x, const ConstView<T>& y) override {
    if (norms_.empty())
      placed_ = copy(x);  // a norm of the embeddings: it belongs to no block
    else
      norms_.back().push_back({copy(x), copy(y)});
  }

  /// How many blocks were seen. The states after the last norm count as none.
  Index blocks() const { return std::max<Index>(static_cast<Index>(states_.size()) - 2, 0); }
  /// [T, D]: the tokens' embeddings, before positions are added; empty before the first pass.
  ConstView<T> embeddings() const& { return embeddings_.view(); }
  ConstView<T> embeddings() const&& = delete;
  /// [T, D]: the same with positions added, where the model adds any, before a norm of theirs.
  ConstView<T> with_positions() const& { return placed_.view(); }
  ConstView<T> with_positions() const&& = delete;
  /// [T, D]: layer 0 enters the first block, layer n leaves block n, layer blocks() + 1 has passed the last norm too.
  /// Throws InputError for a layer that was not seen.
  ConstView<T> at(Index layer) const& {
    require(layer, states_.size(), "layer");
    return states_[static_cast<std::size_t>(layer)].view();
  }
  ConstView<T> at(Index layer) const&& = delete;  // a view of what is about to go
  /// The same, to be assigned, indexed and taken rows of; until the recorder sees another pass, or goes.
  TensorView<T> layer(Index layer) const& { return at(layer); }
  TensorView<T> layer(Index layer) const&& = delete;

  /// What the branches of block `block`, counted from 0, add to the residual stream, in their order (self-attention, then attention to a
  /// source where there is one, then feed-forward): [T, D] each. Read off the inputs and outputs of the block's norms, whether these
  /// stand before the branches (Xiong et al. 2020) or after the sums (Vaswani et al. 2017); so they are within rounding of the sums.
  /// Throws InputError for a block that was not seen.
  std::vector<Tensor<T>> branches(Index block) const {
    require(block, static_cast<std::size_t>(blocks()), "block");
    const ConstView<T> first = at(block), last = at(block + 1);
    const std::vector<Norm>& norms = norms_[static_cast<std::size_t>(block)];
    const bool after = !norms.empty() && norms.back().y.view() == last;  // the block's output is that of its last norm
    std::vector<Tensor<T>> added;
    for (std::size_t i = 0; i < norms.size(); ++i) {
      const bool ends = i + 1 == norms.size();
      const ConstView<T> from = !after ? norms[i].x.view() : i == 0 ? first : norms[i - 1].y.view();
      const ConstView<T> to = after ? norms[i].x.view() : ends ? last : norms[i + 1].x.view();
      Tensor<T> difference(from.rows(), from.cols());
      for (Index t = 0; t < from.rows(); ++t)
        for (Index d = 0; d < from.cols(); ++d) difference.view()(t, d) = to(t, d) - from(t, d);
      added.push_back(std::move(difference));
    }
    return added;
  }

 private:
  struct Norm {
    Tensor<T> x, y;
  };
  static void require(Index number, std::size_t recorded, const char* key) {
    if (number >= 0 && static_cast<std::size_t>(number) < recorded) return;
    throw InputError{{.problem = "not recorded",
                      .key = key,
                      .expected = recorded == 0 ? "a pass before" : "0 to " + std::to_string(recorded - 1),
                      .found = std::to_string(number)}};
  }
  static Tensor<T> copy(const ConstView<T>& x) {
    Tensor<T> all(x.rows(), x.cols());
    for (Index t = 0; t < x.rows(); ++t)
      for (Index d = 0; d < x.cols(); ++d) all.view()(t, d) = x(t, d);
    return all;
  }

  Tensor<T> embeddings_, placed_;
  std::vector<Tensor<T>> states_;
  std::vector<std::vector<Norm>> norms_;  // those that came after each state
};

static_assert(Probe<HiddenStateRecorder<float>>);

/// The length of each row of x [T, D]: sqrt(sum x^2).
template <Scalar T>
std::vector<double> row_norms(const ConstView<T>& x) {
  std::vector<double> norms;
  for (Index t = 0; t < x.rows(); ++t) {
    double sum = 0;
    for (Index d = 0; d < x.cols(); ++d) sum += double(x(t, d)) * double(x(t, d));
    norms.push_back(std::sqrt(sum));
  }
  return norms;
}

}  // namespace ganymede::inline v0
