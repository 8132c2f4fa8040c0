#pragma once
// Everything that is true of one forward pass and of nothing else.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <memory>

namespace ganymede::inline v0 {

template <class P = NoProbe>
struct Pass {
  const Batch& batch;
  Workspace& workspace;
  Executor& executor;
  P& probe;

  static constexpr bool wants_attention = P::wants_attention;
  static constexpr bool wants_hidden_states = P::wants_hidden_states;
  static constexpr bool wants_steps = detail::wants_steps<P>;

  /// A [rows, cols] table that all layers share, computed by `fill(view)` on first use in this pass. `owner` tells tables apart, so it must
  /// live as long as the pass.
  template <Scalar T, class Fill>
  View<T> shared_table(const void* owner, Index rows, Index cols, Fill fill) {
    for (const Table& t : tables)
      if (t.owner == owner) return view_of(static_cast<T*>(t.data), rows, cols);
    View<T> table = workspace.template keep<T>(rows, cols);
    fill(table);
    for (Table& t : tables)
      if (t.owner == nullptr) {
        t.owner = owner;
        t.data = table.data();
        break;
      }
    return table;
  }

  /// The same, of an owner that the pass keeps.
  template <Scalar T, class Owner, class Fill>
  View<T> shared_table(const std::shared_ptr<Owner>& owner, Index rows, Index cols, Fill fill) {
    const View<T> table = shared_table<T>(static_cast<const void*>(owner.get()), rows, cols, fill);
    for (Table& t : tables)
      if (t.owner == owner.get() && !t.kept) t.kept = owner;
    return table;
  }

  /// f(t) for rows t in [0, rows), some at a time on each thread: for work that is done row by row.
  template <class F>
  void for_rows(Index rows, F f) const {
    constexpr Index piece = 8;
    executor.parallel_for((rows + piece - 1) / piece, [&](Index i) {
      for (Index t = i * piece; t < std::min(rows, (i + 1) * piece); ++t) f(t);
    });
  }

  struct Table {
    const void* owner = nullptr;
    void* data = nullptr;
    std::shared_ptr<const void> kept{};
  };
  ProbeWishes wishes = detail::wishes_of(probe);  ///< of what the type wants, what the probe itself does
  Table tables[8]{};
  KnownFloatingPoint floating_point{};               ///< of the calling thread, as long as the pass lasts
  const Index* row_adapters = batch.row_adapters();  ///< of each row that is being computed; null: none has one
  bool products_take_blocks = true;                  ///< whether the last layer's did: what a norm expects of the next one
};

}  // namespace ganymede::inline v0
