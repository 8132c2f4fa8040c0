#pragma once
// A mixture of experts: many feed-forward layers, of which each token takes a few (Shazeer et al. 2017, "Outrageously Large Neural
// Networks"; Jiang et al. 2024, "Mixtral of Experts", section 2.1).

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/routing.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// y_t = sum over the experts e that token t is given to: w_te expert_e(x_t), and what all tokens take part in, the shared expert, where
/// there is one: sigmoid(shared_expert_gate x_t) shared_expert(x_t) (Qwen2-MoE). An expert sees the rows of its own tokens, gathered; a
/// row's sum runs by the experts' numbers. So its bits depend on no other row. `Expert` is a gated feed-forward layer.
template <Scalar T, class Expert>
struct MixtureOfExperts {
  Linear<T> router{};  // [E, D]
  Routing routing{};
  std::vector<Expert> experts{};
  std::vector<Expert> shared_expert{};  // none or one
  Linear<T> shared_expert_gate{};       // [1, D]

  bool empty() const { return experts.empty(); }

  /// [T, D] -> [T, D], in the workspace until the innermost Scope ends.
  template <class P>
  View<T> operator()(const LinearInput<T>& given, Pass<P>& pass) const {
    const Index rows = given.view.rows(), D = given.view.cols();
    View<T> y = pass.workspace.template take<T>(rows, D);
    const Workspace::Scope scope(pass.workspace);
    const std::span<const Choice> choices = choose(given, pass);
    const LinearInput<T> x = detail::input_of(given, pass, experts.front().gate_proj, experts.front().up_proj);
    y.setZero();
    const Index* const adapters = pass.row_adapters;
    Index* const mine = pass.workspace.template take_array<Index>(static_cast<std::size_t>(rows));
    T* const weights = pass.workspace.template take_array<T>(static_cast<std::size_t>(rows));
    for (const Choice* choice = choices.data(); choice != choices.data() + choices.size();) {
      const Index expert = choice->expert;
      Index count = 0;
      for (; choice != choices.data() + choices.size() && choice->expert == expert; ++choice, ++count) {
        mine[count] = choice->row;
        weights[count] = T(choice->weight);
      }
      const Workspace::Scope expert_scope(pass.workspace);
      const LinearInput<T> input = gathered(x, {mine, static_cast<std::size_t>(count)}, pass);
      pass.row_adapters = gathered_adapters(adapters, {mine, static_cast<std::size_t>(count)}, pass);
      const View<T> out = experts[static_cast<std::size_t>(expert)](input, pass);
      add(out, mine, weights, y, pass);
    }
    pass.row_adapters = adapters;
    if (!shared_expert.empty()) add_shared(x, mine, weights, y, pass);
    return y;
  }

 private:
  /// One row of one expert.
  struct Choice {
    Index expert, row;
    double weight;
  };

  /// Who takes which row, in the order of the experts, then of the rows.
  template <class P>
  std::span<const Choice> choose(const LinearInput<T>& x, Pass<P>& pass) const {
    const Index rows = x.view.rows(), E = router.out_features(), each = routing.num_experts_per_tok;
    Choice* const choices = pass.workspace.template take_array<Choice>(static_cast<std::size_t>(rows * each));
    const Workspace::Scope scope(pass.workspace);
    Choice* const by_row = pass.workspace.template take_array<Choice>(static_cast<std::size_t>(rows * each));
    Index* const ends = pass.workspace.template take_array<Index>(static_cast<std::size_t>(E + 1));
    View<T> logits = router(x, pass);
    pass.for_rows(rows, [&](Index t) {
      ChosenExpert chosen[Routing::most_experts_per_tok];
      routing(&logits(t, 0), E, chosen);
      for (Index i = 0; i < each; ++i) by_row[t * each + i] = {chosen[i].expert, t, chosen[i].weight};
    });
    std::fill_n(ends, E + 1, Index(0));
    for (Index i = 0; i < rows * each; ++i) ++ends[by_row[i].expert + 1];
    for (Index e = 0; e < E; ++e) ends[e + 1] += ends[e];
    for (Index i = 0; i < rows * each; ++i) choices[ends[by_row[i].expert]++] = by_row[i];
    return {choices, static_cast<std::size_t>(rows * each)};
  }

  /// Some rows of x, one below the other, in whatever forms it has.
  template <class P>
  static LinearInput<T> gathered(const LinearInput<T>& x, std::span<const Index> rows, Pass<P>& pass) {
    const Index count = static_cast<Index>(rows.size()), D = x.view.cols();
    if (count == x.view.rows()) return x;  // each row is there once, in order
    View<T> mine = pass.workspace.template take<T>(count, D);
    const std::size_t blocks = static_cast<std::size_t>(D / detail::block_values);
    InputBlock* const own =
        x.blocks == nullptr ? nullptr : pass.workspace.template take_array<InputBlock>(static_cast<std::size_t>(count) * blocks);
    pass.for_rows(count, [&](Index i) {
      const Index row = rows[static_cast<std::size_t>(i)];
      mine.row(i) = x.view.row(row);
      if (own != nullptr)
        std::copy_n(x.blocks + static_cast<std::size_t>(row) * blocks, blocks, own + static_cast<std::size_t>(i) * blocks);
    });
    return {mine, own};
  }

  template <class P>
  static const Index* gathered_adapters(const Index* adapters, std::span<const Index> rows, Pass<P>& pass) {
    if (adapters == nullptr) return nullptr;
    Index* const mine = pass.workspace.template take_array<Index>(rows.size());
    std::transform(rows.begin(), rows.end(), mine, [&](Index row) { return adapters[row]; });
    return mine;
  }

  /// y[rows[i]] += weights[i] out[i], in two roundings wherever it is compiled: the product is in memory before it is added.
  template <class P>
  static void add(View<T> out, const Index* rows, const T* weights, View<T>& y, Pass<P>& pass) {
    pass.for_rows(out.rows(), [&](Index i) {
      out.row(i) *= weights[i];
      y.row(rows[i]) += out.row(i);
    });
  }

  template <class P>
  void add_shared(const LinearInput<T>& x, Index* rows, T* weights, View<T>& y, Pass<P>& pass) const {
    const View<T> gate = shared_expert_gate(x, pass);
    for (Index t = 0; t < y.rows(); ++t) {
      rows[t] = t;
      weights[t] = T(1) / (T(1) + std::exp(-gate(t, 0)));
    }
    add(shared_expert.front()(x, pass), rows, weights, y, pass);
  }
};

}  // namespace ganymede::inline v0
