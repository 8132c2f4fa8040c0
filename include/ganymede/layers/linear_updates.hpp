#pragma once
// What adapters beside the weights do to a linear layer, each to its own rows (Hu et al. 2021, equation 3).

#include <ganymede/io/weights.hpp>
#include <ganymede/layers/linear.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// y = W x + b becomes gain (W x + b) + offset + B (A x) in the rows of an adapter; the scale is in B. The base's product is computed once
/// for all rows, the adapter's for its own, each row by itself: so a row's bits depend on no other, and rows without an adapter have those
/// that they have where there is none. Immutable; copies of a Linear share it.
template <Scalar T>
class LinearUpdates {
 public:
  /// Those of the matrices `parts`, which `linear` was made of, or is to stand for; null where there are none. Throws TensorError.
  static std::shared_ptr<const LinearUpdates> of(const Linear<T>& linear, std::span<const LinearPart> parts) {
    LinearUpdates all;
    for (Index n = 0; n < parts.front().weights.adapters(); ++n) {
      Update update{.adapter = n};
      if (std::ranges::any_of(parts, [n](const LinearPart& p) { return p.weights.is_replaced(n, "weight"); }))
        update.whole = Linear<T>(of_adapter(parts, n), linear.in_features());
      else if (std::ranges::any_of(parts, [n](const LinearPart& p) { return p.bias && bias_place(p).is_replaced(n, "bias"); }))
        update.offset = new_bias(linear, parts, n);
      all.updates_.push_back(std::move(update));
    }
    Index first = 0;
    for (const LinearPart& part : parts) {
      all.add(linear, part, first);
      first += part.out;
    }
    std::erase_if(all.updates_, [](const Update& u) { return u.whole.empty() && u.offset.empty() && u.pieces.empty(); });
    return all.updates_.empty() ? nullptr : std::make_shared<const LinearUpdates>(std::move(all));
  }

  /// compute(y) is the base's product, of all rows; `adapters` those of the rows of x.
  template <class Compute>
  void multiply(const LinearInput<T>& x, View<T>& y, bool accumulate, const Index* adapters, Compute compute, Workspace& workspace,
                Executor& executor) const {
    const Index rows = x.view.rows();
    std::optional<View<T>> before;  // what is in the rows whose product is not only added to
    if (accumulate && std::ranges::any_of(updates_, [&](const Update& u) { return u.changes_base() && has_row(u, adapters, rows); })) {
      before.emplace(workspace.template take<T>(rows, y.cols()));
      for_rows_changed(adapters, rows, [&](Index t) {
        before->row(t) = y.row(t);
        y.row(t).setZero();
      });
    }
    compute(y);
    for (const Update& u : updates_) apply(u, x.view, y, adapters, workspace, executor);
    if (before) for_rows_changed(adapters, rows, [&](Index t) { y.row(t) += before->row(t); });
  }

 private:
  /// B of one of the stacked matrices: outputs [first, first + b.out_features()), of A's rows [a_first, a_first + b.in_features()).
  struct Piece {
    Index first = 0, a_first = 0;
    Linear<T> b;
  };
  struct Update {
    Index adapter = 0;
    Linear<T> whole{};                // in place of the base
    std::vector<T> gain{}, offset{};  // [out]; empty: 1, 0
    Linear<T> a{};                    // of all pieces, one below the other
    std::vector<Piece> pieces{};

    bool changes_base() const { return !whole.empty() || !gain.empty(); }
  };

  static bool has_row(const Update& u, const Index* adapters, Index rows) {
    return std::find(adapters, adapters + rows, u.adapter) != adapters + rows;
  }
  template <class F>
  void for_rows_changed(const Index* adapters, Index rows, F f) const {
    for (const Update& u : updates_)
      if (u.changes_base())
        for (Index t = 0; t < rows; ++t)
          if (adapters[t] == u.adapter) f(t);
  }

  static void apply(const Update& u, const View<T>& x, View<T>& y, const Index* adapters, Workspace& workspace, Executor& executor) {
    const Workspace::Scope scope(workspace);
    const Index count = std::count(adapters, adapters + x.rows(), u.adapter);
    if (count == 0) return;
    Index* const rows = workspace.template take_array<Index>(static_cast<std::size_t>(count));
    for (Index t = 0, i = 0; t < x.rows(); ++t)
      if (adapters[t] == u.adapter) rows[i++] = t;
    View<T> mine = workspace.template take<T>(count, x.cols());
    for (Index i = 0; i < count; ++i) mine.row(i) = x.row(rows[i]);
    if (!u.whole.empty()) {
      View<T> product = workspace.template take<T>(count, y.cols());
      u.whole.multiply(mine, product, false, workspace, executor);
      for (Index i = 0; i < count; ++i) y.row(rows[i]) = product.row(i);
    }
    for (Index i = 0; i < count; ++i) {
      T* const row = y.data() + rows[i] * y.outerStride();
      for (std::size_t n = 0; n < u.gain.size(); ++n) row[n] *= u.gain[n];
      for (std::size_t n = 0; n < u.offset.size(); ++n) row[n] += u.offset[n];
    }
    if (u.pieces.empty()) return;
    View<T> low = workspace.template take<T>(count, u.a.out_features());
    u.a.multiply(mine, low, false, workspace, executor);
    for (const Piece& piece : u.pieces) {
      const Workspace::Scope piece_scope(workspace);
      const Index outputs = piece.b.out_features();
      View<T> added = workspace.template take<T>(count, outputs);
      piece.b.multiply(columns(low, piece.a_first, piece.b.in_features()), added, false, workspace, executor);
      for (Index i = 0; i < count; ++i) y.row(rows[i]).segment(piece.first, outputs) += added.row(i);
    }
  }

  static const Weights& bias_place(const LinearPart& part) { return part.bias_place ? *part.bias_place : part.weights; }

  static std::vector<LinearPart> of_adapter(std::span<const LinearPart> parts, Index n) {
    std::vector<LinearPart> own(parts.begin(), parts.end());
    for (LinearPart& part : own) {
      part.weights = part.weights.of_adapter(n);
      if (part.bias_place) part.bias_place = part.bias_place->of_adapter(n);
      part.adaptable = false;
    }
    return own;
  }

  /// What the adapter's biases are more than the base's.
  static std::vector<T> new_bias(const Linear<T>& linear, std::span<const LinearPart> parts, Index n) {
    std::vector<T> bias;
    for (LinearPart part : of_adapter(parts, n)) {
      part.layout = part.weights.layout(std::move(part.layout));
      const std::vector<T> own = Linear<T>::stored_bias(part);
      bias.insert(bias.end(), own.begin(), own.end());
    }
    for (std::size_t i = 0; i < bias.size(); ++i) bias[i] -= linear.bias()[i];
    return bias;
  }

  /// Adds what adapters add to one of the stacked matrices, of outputs from `first` on.
  void add(const Linear<T>& linear, LinearPart part, Index first) {
    part.layout = part.weights.layout(std::move(part.layout));
    const Index in = linear.in_features(), stored = part.stored_rows();
    const Index shape[] = {part.layout.transposed ? in : stored, part.layout.transposed ? stored : in};
    for (const detail::PlacedUpdate& placed : part.weights.updates(shape)) {
      const detail::LowRankUpdate& update = *placed.update;
      const Index r = update.right.rows;
      Tensor<T> left(part.out, r);
      left.view().setZero();
      std::vector<Index> mine;  // outputs that it has rows of
      std::vector<T> magnitude;
      for (Index n = 0; n < part.out; ++n) {
        const Index row = placed.row + part.stored_row(n) - update.first;
        if (row < 0 || row >= update.left.rows) continue;
        for (Index k = 0; k < r; ++k) left.view()(n, k) = T(update.left.row(row)[k]);
        if (!update.magnitude.empty()) magnitude.push_back(T(update.magnitude[static_cast<std::size_t>(row)]));
        mine.push_back(n);
      }
      if (mine.empty()) continue;
      Executor& executor = *part.weights.executor();
      Update& to = *std::ranges::find(updates_, placed.adapter, &Update::adapter);
      if (!magnitude.empty()) scale_outputs(linear, to, first, mine, magnitude, left, update);
      const Index before = to.a.empty() ? 0 : to.a.out_features();
      Tensor<T> a(before + r, in);
      for (Index k = 0; k < before; ++k) to.a.row(k, &a.view()(k, 0));
      for (Index k = 0; k < r; ++k)
        for (Index i = 0; i < in; ++i) a.view()(before + k, i) = T(update.right.row(k)[i]);
      to.a = Linear<T>(read_only(a.view()), executor);
      to.pieces.push_back({first, before, Linear<T>(read_only(left.view()), executor)});
    }
  }

  /// DoRA (Liu et al. 2024, equation 5): each output's weights W + B A get the length that the adapter says. A bias stays what it is.
  static void scale_outputs(const Linear<T>& linear, Update& to, Index first, std::span<const Index> mine, std::span<const T> magnitude,
                            Tensor<T>& left, const detail::LowRankUpdate& update) {
    const Linear<T>& base = to.whole.empty() ? linear : to.whole;
    const auto out = static_cast<std::size_t>(base.out_features());
    to.gain.resize(out, T(1));
    to.offset.resize(out, T(0));
    std::vector<T> row(static_cast<std::size_t>(base.in_features()));
    for (std::size_t i = 0; i < mine.size(); ++i) {
      base.row(first + mine[i], row.data());
      double squares = 0;
      for (std::size_t k = 0; k < row.size(); ++k) {
        double w = static_cast<double>(row[k]);
        for (Index j = 0; j < update.right.rows; ++j)
          w += static_cast<double>(left.view()(mine[i], j)) * static_cast<double>(update.right.row(j)[k]);
        squares += w * w;
      }
      if (squares == 0) throw detail::no_length(update.key, mine[i]);
      const auto n = static_cast<std::size_t>(first + mine[i]);
      const T gain = T(static_cast<double>(magnitude[i]) / std::sqrt(squares));
      to.gain[n] = gain;
      if (!base.bias().empty()) to.offset[n] += base.bias()[n] * (T(1) - gain);
      left.view().row(mine[i]) *= gain;
    }
  }

  std::vector<Update> updates_{};
};

}  // namespace ganymede::inline v0
