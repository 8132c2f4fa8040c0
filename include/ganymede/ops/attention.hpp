#pragma once
// softmax(q k^T) v over cached pages, one query row at a time.

#include <ganymede/core/half.hpp>
#include <ganymede/core/key_value_pages.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ganymede::inline v0 {

/// Key positions [begin, end) that a query may see.
struct VisibleRange {
  Index begin = 0, end = 0;
};

namespace detail {
inline float cached(const float* p, Index i) { return p[i]; }
inline float cached(const std::uint16_t* p, Index i) { return half_to_float(p[i]); }

/// Scores of one page: scores[s] = scale * q . key_s, for all positions of the page.
template <Scalar T, class Stored>
void page_scores(const T* q, T scale, const Stored* page, const PageLayout& layout, Index head, T* scores) {
  constexpr Index P = PageLayout::positions;
  for (Index s = 0; s < P; ++s) scores[s] = 0;
  for (Index i = 0; i < layout.head_dim; ++i) {
    const T qi = q[i] * scale;
    const Stored* const keys = page + layout.key(head, i, 0);
    for (Index s = 0; s < P; ++s) scores[s] += qi * T(cached(keys, s));
  }
}

template <Scalar T, class Stored>
void attend(const T* q, T scale, const KeyValuePages& cache, Index head, VisibleRange visible, T* out) {
  constexpr Index P = PageLayout::positions;
  const Index d = cache.layout.head_dim;
  T scores[P], largest = -std::numeric_limits<T>::infinity(), sum = 0;
  for (Index j = 0; j < d; ++j) out[j] = 0;
  for (Index p = visible.begin / P; p * P < visible.end; ++p) {
    const auto* const page = reinterpret_cast<const Stored*>(cache.pages[static_cast<std::size_t>(p)]);
    page_scores(q, scale, page, cache.layout, head, scores);
    const Index begin = std::max<Index>(visible.begin - p * P, 0), end = std::min<Index>(visible.end - p * P, P);
    const T before = largest;
    for (Index s = begin; s < end; ++s) largest = std::max(largest, scores[s]);
    const T correction = std::exp(before - largest);  // exp(-inf) = 0 on the first page
    sum *= correction;
    for (Index j = 0; j < d; ++j) out[j] *= correction;
    for (Index s = begin; s < end; ++s) {
      const T weight = std::exp(scores[s] - largest);
      sum += weight;
      const Stored* const values = page + cache.layout.value(head, s, 0);
      for (Index j = 0; j < d; ++j) out[j] += weight * T(cached(values, j));
    }
  }
  for (Index j = 0; j < d; ++j) out[j] /= sum;
}

template <Scalar T, class Stored>
void attention_weights(const T* q, T scale, const KeyValuePages& cache, Index head, VisibleRange visible, T* weights) {
  constexpr Index P = PageLayout::positions;
  T scores[P], largest = -std::numeric_limits<T>::infinity(), sum = 0;
  std::fill_n(weights, visible.begin, T(0));
  for (Index p = visible.begin / P; p * P < visible.end; ++p) {
    page_scores(q, scale, reinterpret_cast<const Stored*>(cache.pages[static_cast<std::size_t>(p)]), cache.layout, head, scores);
    for (Index s = std::max<Index>(visible.begin - p * P, 0); s < std::min<Index>(visible.end - p * P, P); ++s)
      largest = std::max(largest, weights[p * P + s] = scores[s]);
  }
  for (Index s = visible.begin; s < visible.end; ++s) sum += weights[s] = std::exp(weights[s] - largest);
  for (Index s = visible.begin; s < visible.end; ++s) weights[s] /= sum;
}

template <Scalar T, class Stored>
void write_to_page(Stored* page, const PageLayout& layout, Index slot, const T* k, const T* v) {
  const auto narrow = [](T x) {
    if constexpr (sizeof(Stored) == 2)
      return float_to_half(float(x));
    else
      return float(x);
  };
  for (Index head = 0; head < layout.num_key_value_heads; ++head)
    for (Index i = 0; i < layout.head_dim; ++i) {
      page[layout.key(head, i, slot)] = narrow(k[head * layout.head_dim + i]);
      page[layout.value(head, slot, i)] = narrow(v[head * layout.head_dim + i]);
    }
}
}  // namespace detail

/// out[d] = softmax(scale * q k^T) v for one query row and one key/value head: online softmax (Milakov and Gimelshein 2018) over pages in
/// order of position. Only the stored form of the cache is read, so the result does not depend on how the cache came to be.
template <Scalar T>
void attend(const T* q, T scale, const KeyValuePages& cache, Index head, VisibleRange visible, T* out) {
  if (cache.layout.type == CacheType::f16)
    detail::attend<T, std::uint16_t>(q, scale, cache, head, visible, out);
  else
    detail::attend<T, float>(q, scale, cache, head, visible, out);
}

/// The weights themselves, [visible.end]: zero outside the visible range, sum 1. For probes.
template <Scalar T>
void attention_weights(const T* q, T scale, const KeyValuePages& cache, Index head, VisibleRange visible, T* weights) {
  if (cache.layout.type == CacheType::f16)
    detail::attention_weights<T, std::uint16_t>(q, scale, cache, head, visible, weights);
  else
    detail::attention_weights<T, float>(q, scale, cache, head, visible, weights);
}

/// Writes k [K d] and v [K d] of one token to its page.
template <Scalar T>
void store_key_value(const KeyValuePages& cache, Index position, const T* k, const T* v) {
  std::byte* const page = cache.pages[static_cast<std::size_t>(position / PageLayout::positions)];
  const Index slot = position % PageLayout::positions;
  if (cache.layout.type == CacheType::f16)
    detail::write_to_page(reinterpret_cast<std::uint16_t*>(page), cache.layout, slot, k, v);
  else
    detail::write_to_page(reinterpret_cast<float*>(page), cache.layout, slot, k, v);
}

}  // namespace ganymede::inline v0
