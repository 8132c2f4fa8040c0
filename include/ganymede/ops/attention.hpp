#pragma once
// softmax(q k^T) v over cached pages: the work cut into pieces for an executor.
//
// A row's bits depend on nothing but its own query, the cache, and its position. Each span of positions, aligned to position 0, has a
// running softmax of its own, page after page; the spans are then joined in order, whoever computed them.

#include <ganymede/core/executor.hpp>
#include <ganymede/ops/attention_rows.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/ops/reference_attention.hpp>

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

  AttentionPlan(const AttentionRows<float>& a, const AttentionSettings<float>& settings) {
    const Index most = std::min(max_attention_rows, max_attention_floats / padded_head_dim(a.cache.layout.head_dim));
    rows = a.rows * a.group();
    blocks = (rows + most - 1) / most;
    first_span = settings.visible(a.position, a.keys).begin / span_positions;
    end_span = std::max(first_span + 1, (settings.visible(a.position + a.rows - 1, a.keys).end + span_positions - 1) / span_positions);
    pieces = split() ? end_span - first_span : blocks;
  }
  bool split() const { return blocks == 1 && end_span - first_span > 1; }
};

inline AttentionArgs attention_args(const AttentionRows<float>& a, const AttentionSettings<float>& settings, Index kv_head) {
  const PageLayout& layout = a.cache.layout;
  const Index group = a.group(), head = kv_head * group, size = static_cast<Index>(size_of(layout.type));
  return {.q = a.q + head * layout.head_dim,
          .q_stride = a.q_stride,
          .group = group,
          .first_row = 0,
          .rows = 0,
          .head_dim = layout.head_dim,
          .position = a.position,
          .keys = a.keys,
          .before = settings.before,
          .after = settings.after,
          .scale = settings.scale,
          .softcap = settings.softcap,
          .bias = settings.bias.at_zero ? settings.bias.at_zero + head * settings.bias.head_stride : nullptr,
          .bias_stride = settings.bias.head_stride,
          .pages = a.cache.pages.data(),
          .type = layout.type,
          .keys_at = layout.key(kv_head, 0, 0) * size,
          .values_at = layout.value(kv_head, 0, 0) * size,
          .key_scales_at = layout.key_scale(kv_head, 0),
          .value_scales_at = layout.value_scale(kv_head, 0),
          .first_page = 0,
          .end_page = 0};
}

/// Limits args to the pages of a span that exist.
inline AttentionArgs in_span(AttentionArgs args, Index span) {
  args.first_page = span * span_pages;
  args.end_page = std::min(args.first_page + span_pages, (args.keys + PageLayout::positions - 1) / PageLayout::positions);
  return args;
}

/// One block of rows against all spans that it sees.
inline void attend_block(const AttentionKernels& kernels, AttentionArgs args, const AttentionRows<float>& a,
                         const AttentionSettings<float>& settings) {
  alignas(64) float memory[2][AttentionState::floats(1, max_attention_floats)];
  const AttentionState state(memory[0]), later(memory[1]);
  const Index first = a.position + args.first_row / args.group, last = a.position + (args.first_row + args.rows - 1) / args.group;
  const Index begin = settings.visible(first, a.keys).begin / span_positions;
  const Index end = settings.visible(last, a.keys).end;
  kernels.attend(in_span(args, begin), state);
  for (Index span = begin + 1; span * span_positions < end; ++span) {
    kernels.attend(in_span(args, span), later);
    kernels.append(in_span(args, span), state, later);
  }
  kernels.finish(args, state, a.out + (args.q - a.q), a.out_stride);
}

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
inline void attention_weights_with(const Kernels& kernels, const AttentionRows<float>& a, const AttentionSettings<float>& settings,
                                   Index row, Index head, float* weights) {
  AttentionArgs args = attention_args(a, settings, head / a.group());
  args.first_row = row * a.group() + head % a.group();
  args.rows = 1;
  args.end_page = (a.keys + PageLayout::positions - 1) / PageLayout::positions;
  const VisibleRange visible = settings.visible(a.position + row, a.keys);
  std::fill_n(weights, std::min(visible.begin, visible.end), 0.0F);
  kernels.attention.scores(args, weights);
  if (visible.begin < visible.end) kernels.rows.softmax(weights + visible.begin, weights + visible.begin, visible.end - visible.begin);
}

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
