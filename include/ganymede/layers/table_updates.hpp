#pragma once
// What adapters beside the weights do to the table of token vectors, each to its own rows.

#include <ganymede/layers/linear.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// x_t = gain (table[token_t] + left[token_t] right), of the adapter of row t; a table of its own may stand in for the base's. The gain is
/// of each of the D values, over the whole vocabulary, as PEFT has it for tables.
template <Scalar T>
class TableUpdates {
 public:
  /// Those of the table [V, D] at `place`; null where there are none. Throws TensorError.
  static std::shared_ptr<const TableUpdates> of(const Linear<T>& table, const Weights& place) {
    TableUpdates all;
    const Index shape[] = {table.out_features(), table.in_features()};
    for (Index n = 0; n < place.adapters(); ++n) {
      if (!place.is_replaced(n, "weight")) continue;
      const LinearPart own{.weights = place.of_adapter(n), .out = shape[0], .adaptable = false};
      all.updates_.push_back({.adapter = n, .table = Linear<T>({&own, 1}, shape[1])});
    }
    for (const detail::PlacedUpdate& placed : place.updates(shape)) all.updates_.push_back(update_of(table, placed, all.updates_));
    return all.updates_.empty() ? nullptr : std::make_shared<const TableUpdates>(std::move(all));
  }

  void operator()(std::span<const TokenId> tokens, View<T>& x, const Index* adapters) const {
    for (std::size_t t = 0; t < tokens.size(); ++t)
      for (const Update& u : updates_)
        if (u.adapter == adapters[t]) apply(u, tokens[t], x.data() + static_cast<Index>(t) * x.outerStride());
  }

 private:
  struct Update {
    Index adapter = 0;
    Linear<T> table{};          // in place of the base's
    Tensor<T> left{}, right{};  // [V, r], [r, D]
    std::vector<T> gain{};      // [D]; empty: 1
  };

  static Update update_of(const Linear<T>& base, const detail::PlacedUpdate& placed, const std::vector<Update>& before) {
    const detail::LowRankUpdate& from = *placed.update;
    Update u{.adapter = placed.adapter, .left = copy(from.left), .right = copy(from.right)};
    if (from.magnitude.empty()) return u;
    const auto own = std::ranges::find(before, placed.adapter, &Update::adapter);
    const Linear<T>& table = own == before.end() ? base : own->table;
    std::vector<double> squares(from.magnitude.size());
    std::vector<T> row(squares.size());
    for (Index n = 0; n < table.out_features(); ++n) {
      table.row(n, row.data());
      add(u, n, row.data());
      for (std::size_t k = 0; k < row.size(); ++k) squares[k] += static_cast<double>(row[k]) * static_cast<double>(row[k]);
    }
    for (std::size_t k = 0; k < squares.size(); ++k) {
      if (squares[k] == 0) throw detail::no_length(from.key, static_cast<Index>(k));
      u.gain.push_back(T(static_cast<double>(from.magnitude[k]) / std::sqrt(squares[k])));
    }
    return u;
  }
  static Tensor<T> copy(const detail::FloatMatrix& from) {
    Tensor<T> to(from.rows, from.columns);
    std::copy(from.values.begin(), from.values.end(), to.view().data());
    return to;
  }

  static void apply(const Update& u, TokenId token, T* x) {
    if (!u.table.empty()) u.table.row(token, x);
    add(u, token, x);
    for (std::size_t k = 0; k < u.gain.size(); ++k) x[k] *= u.gain[k];
  }
  static void add(const Update& u, Index token, T* x) {
    for (Index r = 0; r < u.right.rows(); ++r) {
      const T factor = u.left.view()(token, r);
      const T* const values = u.right.view().data() + r * u.right.cols();
      for (Index k = 0; k < u.right.cols(); ++k) x[k] += factor * values[k];
    }
  }

  std::vector<Update> updates_{};
};

}  // namespace ganymede::inline v0
