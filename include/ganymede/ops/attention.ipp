#pragma once
// The bodies of attention.hpp.

#include <ganymede/ops/attention.hpp>

#include <algorithm>
#include <cmath>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE AttentionPlan::AttentionPlan(const AttentionRows<float>& a, const AttentionSettings<float>& settings) {
  const Index most = std::min(max_attention_rows, max_attention_floats / padded_head_dim(a.cache.layout.head_dim));
  rows = a.rows * a.group();
  blocks = (rows + most - 1) / most;
  first_span = settings.visible(a.position, a.keys).begin / span_positions;
  end_span = std::max(first_span + 1, (settings.visible(a.position + a.rows - 1, a.keys).end + span_positions - 1) / span_positions);
  pieces = split() ? end_span - first_span : blocks;
}

GANYMEDE_ONCE AttentionArgs attention_args(const AttentionRows<float>& a, const AttentionSettings<float>& settings, Index kv_head) {
  const PageLayout& layout = a.cache.layout;
  const ScoreBias<float>& bias = a.bias_of(settings);
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
          .bias = bias.at_zero ? bias.at_zero + head * bias.head_stride : nullptr,
          .bias_stride = bias.head_stride,
          .bias_per_query = bias.per_query(),
          .sinks = settings.sinks ? settings.sinks + head : nullptr,
          .pages = a.cache.pages.data(),
          .type = layout.type,
          .keys_at = layout.key(kv_head, 0, 0) * size,
          .values_at = layout.value(kv_head, 0, 0) * size,
          .key_scales_at = layout.key_scale(kv_head, 0),
          .value_scales_at = layout.value_scale(kv_head, 0),
          .first_page = 0,
          .end_page = 0};
}

GANYMEDE_ONCE AttentionArgs in_span(AttentionArgs args, Index span) {
  args.first_page = span * span_pages;
  args.end_page = std::min(args.first_page + span_pages, (args.keys + PageLayout::positions - 1) / PageLayout::positions);
  return args;
}

GANYMEDE_ONCE void attend_block(const AttentionKernels& kernels, AttentionArgs args, const AttentionRows<float>& a,
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

GANYMEDE_ONCE void attention_weights_with(const Kernels& kernels, const AttentionRows<float>& a, const AttentionSettings<float>& settings,
                                          Index row, Index head, float* weights) {
  AttentionArgs args = attention_args(a, settings, head / a.group());
  args.first_row = row * a.group() + head % a.group();
  args.rows = 1;
  args.end_page = (a.keys + PageLayout::positions - 1) / PageLayout::positions;
  const VisibleRange visible = settings.visible(a.position + row, a.keys);
  std::fill_n(weights, std::min(visible.begin, visible.end), 0.0F);
  kernels.attention.scores(args, weights);
  if (visible.begin >= visible.end) return;
  float* const first = weights + visible.begin;
  const Index seen = visible.end - visible.begin, best = std::max_element(first, first + seen) - first;
  const float largest = first[best];
  kernels.rows.softmax(first, first, seen);
  if (settings.sinks == nullptr) return;
  // The greatest weight is 1 / sum e^(score - largest); the sink adds its own term to that sum.
  const float others = 1 / (1 + first[best] * std::exp(settings.sinks[head] - largest));
  for (Index i = 0; i < seen; ++i) first[i] *= others;
}

}  // namespace detail

}  // namespace ganymede::inline v0
