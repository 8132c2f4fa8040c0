#pragma once
// softmax(q k^T) v over cached pages: the work cut into pieces for an executor.
//
// A row's bits depend on nothing but its own query, the cache, and its position. Each span of positions, aligned to position 0, has a
// running softmax of its own, page after page; the spans are then joined in order, whoever computed them.

#include <ganymede/core/executor.hpp>
#include <ganymede/ops/attention_rows.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/ops/reference_attention.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <memory>
#include <span>

namespace ganymede::inline v0 {

namespace detail {

inline constexpr Index span_pages = 16;

inline constexpr Index span_positions = span_pages * PageLayout::positions;

/// How the rows of one sequence are cut: by key/value head, by block of rows, and where there is only one block, by span.
struct AttentionPlan {
  Index rows = 0;                      // query rows of a key/value head: positions times the group
  Index blocks = 0;                    // of rows
  Index first_span = 0, end_span = 0;  // that any row sees
  Index pieces = 0;                    // of one key/value head: blocks or, where there is only one, spans
  Index first_task = 0;                // among all sequences' pieces
  float* states = nullptr;             // one for each piece that is a span

  AttentionPlan(const AttentionRows<float>& a, const AttentionSettings<float>& settings);
  bool split() const { return blocks == 1 && end_span - first_span > 1; }
};

GANYMEDE_ONCE AttentionArgs attention_args(const AttentionRows<float>& a, const AttentionSettings<float>& settings, Index kv_head);

/// Limits args to the pages of a span that exist.
GANYMEDE_ONCE AttentionArgs in_span(AttentionArgs args, Index span);

/// One block of rows against all spans that it sees.
GANYMEDE_ONCE void attend_block(const AttentionKernels& kernels, AttentionArgs args, const AttentionRows<float>& a,
                                const AttentionSettings<float>& settings);

/// attend() with the kernels of a given instruction set.
template <class Scratch>
void attend_with(const AttentionKernels& kernels, std::span<const AttentionRows<float>> sequences, const AttentionSettings<float>& settings,
                 Executor& executor, Scratch& scratch) {
  AttentionPlan* const plans = scratch.template take_array<AttentionPlan>(sequences.size());
  Index tasks = 0;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const AttentionRows<float>& a = sequences[i];
    AttentionPlan& plan = *std::construct_at(plans + i, a, settings);
    const Index pieces = a.cache.layout.num_key_value_heads * plan.pieces;
    plan.first_task = tasks;
    tasks += pieces;
    if (plan.split())
      plan.states =
          scratch.template take_array<float>(static_cast<std::size_t>(pieces * AttentionState::floats(plan.rows, a.cache.layout.head_dim)));
  }
  const auto state = [](const AttentionPlan& plan, Index head_dim, Index piece) {
    return AttentionState(plan.states + piece * AttentionState::floats(plan.rows, head_dim));
  };

  executor.parallel_for(tasks, [&](Index task) {
    const AttentionPlan& plan =
        *(std::upper_bound(plans, plans + sequences.size(), task, [](Index t, const AttentionPlan& p) { return t < p.first_task; }) - 1);
    const AttentionRows<float>& a = sequences[static_cast<std::size_t>(&plan - plans)];
    const Index head = (task - plan.first_task) / plan.pieces, piece = (task - plan.first_task) % plan.pieces;
    AttentionArgs args = attention_args(a, settings, head);
    if (plan.split()) {
      args.rows = plan.rows;
      kernels.attend(in_span(args, plan.first_span + piece), state(plan, args.head_dim, task - plan.first_task));
    } else {
      args.first_row = plan.rows * piece / plan.blocks;
      args.rows = plan.rows * (piece + 1) / plan.blocks - args.first_row;
      attend_block(kernels, args, a, settings);
    }
  });

  for (std::size_t i = 0; i < sequences.size(); ++i)
    if (const AttentionPlan& plan = plans[i]; plan.split())
      executor.parallel_for(sequences[i].cache.layout.num_key_value_heads, [&](Index head) {
        AttentionArgs args = attention_args(sequences[i], settings, head);
        args.rows = plan.rows;
        const AttentionState all = state(plan, args.head_dim, head * plan.pieces);
        for (Index p = 1; p < plan.pieces; ++p)
          kernels.append(in_span(args, plan.first_span + p), all, state(plan, args.head_dim, head * plan.pieces + p));
        kernels.finish(args, all, sequences[i].out + (args.q - sequences[i].q), sequences[i].out_stride);
      });
}

/// attention_weights() with the kernels of a given instruction set.
GANYMEDE_ONCE void attention_weights_with(const Kernels& kernels, const AttentionRows<float>& a, const AttentionSettings<float>& settings,
                                          Index row, Index head, float* weights);

}  // namespace detail

/// out = softmax(score) v of all rows and heads of some sequences (Vaswani et al. 2017, eq. 1), with scores as `settings` has them. A
/// row that sees nothing, or only scores of -infinity, becomes zeros; NaN in what it sees makes it NaN. Only the stored form of the
/// cache is read. The dimensions of a head are at most max_head_dim. `scratch` gives temporary memory, as for multiply().
template <Scalar T, class Scratch>
void attend(std::span<const AttentionRows<T>> sequences, const AttentionSettings<T>& settings, Executor& executor, Scratch& scratch) {
  if constexpr (std::same_as<T, float>)
    detail::attend_with(detail::kernels().attention, sequences, settings, executor, scratch);
  else
    for (const AttentionRows<T>& a : sequences)
      executor.parallel_for(a.rows * a.heads, [&](Index i) { detail::reference_attention(a, settings, i / a.heads, i % a.heads); });
}

/// The weights of one row and head, for probes: [end of what it sees], zero before the visible range, sum 1.
template <Scalar T>
void attention_weights(const AttentionRows<T>& a, const AttentionSettings<T>& settings, Index row, Index head, T* weights) {
  if constexpr (std::same_as<T, float>)
    detail::attention_weights_with(detail::kernels(), a, settings, row, head, weights);
  else
    detail::reference_weights(a, settings, row, head, weights);
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/attention.ipp>
#endif
