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
  /// source where there is one, then feed-forward): [T, D] each; one of branches that stand side by side. Read off the inputs and outputs
  /// of the block's norms, whether these stand before the branches (Xiong et al. 2020), after the sums (Vaswani et al. 2017), or of what a
  /// branch gives (Gemma 2, OLMo 2); so they are within rounding of the sums. Throws InputError for a block that was not seen.
  std::vector<Tensor<T>> branches(Index block) const {
    require(block, static_cast<std::size_t>(blocks()), "block");
    const std::vector<Norm>& norms = norms_[static_cast<std::size_t>(block)];
    const Tensor<T>* now = &states_[static_cast<std::size_t>(block)];
    const Tensor<T>& last = states_[static_cast<std::size_t>(block) + 1];
    std::vector<Tensor<T>> added;
    if (!norms.empty() && norms.back().y.view() == last.view()) {  // the block's output is that of its last norm
      for (const Norm& norm : norms) {
        added.push_back(difference(norm.x, *now));
        now = &norm.y;
      }
      return added;
    }
    Tensor<T> sum = copy(now->view());
    for (const Norm& norm : norms) sum.view() += norm.y.view();
    if (!norms.empty() && is_near(sum, last)) {  // each norm's output is added
      for (const Norm& norm : norms) added.push_back(copy(norm.y.view()));
      return added;
    }
    for (std::size_t i = 0; i < norms.size(); ++i) {
      const Tensor<T>& next = i + 1 < norms.size() ? norms[i + 1].x : last;
      sum = copy(now->view());
      sum.view() += norms[i].y.view();
      if (is_near(sum, next)) {  // this one's is
        added.push_back(copy(norms[i].y.view()));
        now = &next;
      } else if (norms[i].x.view() != now->view()) {
        added.push_back(difference(norms[i].x, *now));
        now = &norms[i].x;
      }
    }
    if (now->view() != last.view()) added.push_back(difference(last, *now));
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
  static Tensor<T> difference(const Tensor<T>& to, const Tensor<T>& from) {
    Tensor<T> all = copy(to.view());
    all.view() -= from.view();
    return all;
  }
  /// Whether the rows are those of b within rounding.
  static bool is_near(const Tensor<T>& a, const Tensor<T>& b) {
    return double((a.view() - b.view()).cwiseAbs().maxCoeff()) <= 1e-5 * double(b.view().cwiseAbs().maxCoeff());
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
