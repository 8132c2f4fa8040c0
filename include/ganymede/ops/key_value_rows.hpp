#pragma once
// Keys and values of new tokens on their way into a cache.

#include <ganymede/core/key_value_pages.hpp>
#include <ganymede/ops/kernels.hpp>

#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// store_key_value() with the kernels of a given instruction set.
inline void store_key_value_with(const AttentionKernels& kernels, const KeyValuePages& cache, Index position, const float* k,
                                 const float* v) {
  const PageLayout& layout = cache.layout;
  const Index d = layout.head_dim, slot = position % PageLayout::positions, size = static_cast<Index>(size_of(layout.type));
  std::byte* const page = cache.pages[static_cast<std::size_t>(position / PageLayout::positions)];
  const auto scale = [&](Index at) { return layout.type == CacheType::int8 ? reinterpret_cast<float*>(page + at) : nullptr; };
  for (Index head = 0; head < layout.num_key_value_heads; ++head) {
    kernels.write(k + head * d, d, layout.type, page + layout.key(head, 0, slot) * size, PageLayout::positions,
                  scale(layout.key_scale(head, slot)));
    kernels.write(v + head * d, d, layout.type, page + layout.value(head, slot, 0) * size, 1, scale(layout.value_scale(head, slot)));
  }
}
}  // namespace detail

/// Writes k [K d] and v [K d] of the token at `position` to its page, in the cache's type. Tokens may be written at the same time.
template <Scalar T>
void store_key_value(const KeyValuePages& cache, Index position, const T* k, const T* v) {
  if constexpr (std::same_as<T, float>) {
    detail::store_key_value_with(detail::kernels().attention, cache, position, k, v);
  } else {
    const Index n = cache.layout.num_key_value_heads * cache.layout.head_dim;
    const std::vector<float> key(k, k + n), value(v, v + n);
    store_key_value<float>(cache, position, key.data(), value.data());
  }
}

}  // namespace ganymede::inline v0
