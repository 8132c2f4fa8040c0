#pragma once
// Attention by its definition, softmax(q k^T / sqrt(d)) v (Vaswani et al. 2017, eq. 1), a row at a time: what runs in double, and what the
// kernels (attention.inl) are compared with.

#include <ganymede/core/half.hpp>
#include <ganymede/ops/attention_rows.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// Element `index` of a page, whose scale (of int8) stands `scale_at` bytes from its begin.
inline double cached(const KeyValuePages& cache, Index page, Index index, Index scale_at) {
  const std::byte* const memory = cache.pages[static_cast<std::size_t>(page)];
  if (cache.layout.type == CacheType::f32) return double(reinterpret_cast<const float*>(memory)[index]);
  if (cache.layout.type == CacheType::f16) return double(half_to_float(reinterpret_cast<const std::uint16_t*>(memory)[index]));
  return double(reinterpret_cast<const std::int8_t*>(memory)[index]) * double(*reinterpret_cast<const float*>(memory + scale_at));
}
inline double cached_key(const KeyValuePages& cache, Index head, Index position, Index dim) {
  const Index page = position / PageLayout::positions, slot = position % PageLayout::positions;
  return cached(cache, page, cache.layout.key(head, dim, slot), cache.layout.key_scale(head, slot));
}
inline double cached_value(const KeyValuePages& cache, Index head, Index position, Index dim) {
  const Index page = position / PageLayout::positions, slot = position % PageLayout::positions;
  return cached(cache, page, cache.layout.value(head, slot, dim), cache.layout.value_scale(head, slot));
}

/// The weights of one row and head, [visible end]: zero before the visible range; all zero where it sees nothing but -infinity.
template <Scalar T>
void reference_weights(const AttentionRows<T>& a, const AttentionSettings<T>& settings, Index row, Index head, T* weights) {
  const Index d = a.cache.layout.head_dim, at = a.position + row;
  const T* const q = a.q + row * a.q_stride + head * d;
  const VisibleRange visible = settings.visible(at, a.keys);
  const ScoreBias<T>& bias = a.bias_of(settings);
  std::fill_n(weights, std::max(visible.begin, visible.end), T(0));
  T largest = -std::numeric_limits<T>::infinity(), sum = 0;
  for (Index s = visible.begin; s < visible.end; ++s) {
    T score = 0;  // q k^T / sqrt(d)
    for (Index i = 0; i < d; ++i) score += q[i] * T(cached_key(a.cache, head / a.group(), s, i));
    score *= settings.scale;
    if (settings.softcap > 0) score = settings.softcap * std::tanh(score / settings.softcap);
    if (bias.at_zero) score += bias.at_zero[head * bias.head_stride + bias.of(s, at)];
    largest = std::max(largest, weights[s] = score);
  }
  for (Index s = visible.begin; s < visible.end; ++s)  // softmax
    sum += weights[s] = std::exp(weights[s] - (std::isinf(largest) && largest < 0 ? T(0) : largest));
  if (settings.sinks && sum != 0) {
    const T share = std::exp(std::min(largest - settings.sinks[head], T(0))),
            sink = std::exp(std::min(settings.sinks[head] - largest, T(0)));
    for (Index s = visible.begin; s < visible.end; ++s) weights[s] *= share;
    sum = sum * share + sink;
  }
  if (sum != 0)
    for (Index s = visible.begin; s < visible.end; ++s) weights[s] /= sum;
}

/// out [d] of one row and head: the values, weighted.
template <Scalar T>
void reference_attention(const AttentionRows<T>& a, const AttentionSettings<T>& settings, Index row, Index head) {
  const Index d = a.cache.layout.head_dim;
  const VisibleRange visible = settings.visible(a.position + row, a.keys);
  std::vector<T> weights(static_cast<std::size_t>(std::max<Index>({visible.begin, visible.end, 0})));
  reference_weights(a, settings, row, head, weights.data());
  T* const out = a.out + row * a.out_stride + head * d;
  for (Index i = 0; i < d; ++i) {
    out[i] = 0;
    for (Index s = visible.begin; s < visible.end; ++s)
      out[i] += weights[static_cast<std::size_t>(s)] * T(cached_value(a.cache, head / a.group(), s, i));
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
