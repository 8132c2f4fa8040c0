#pragma once
// The bodies of key_value_rows.hpp.

#include <ganymede/ops/key_value_rows.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE void store_key_value_with(const AttentionKernels& kernels, const KeyValuePages& cache, Index position, const float* k,
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

}  // namespace ganymede::inline v0
