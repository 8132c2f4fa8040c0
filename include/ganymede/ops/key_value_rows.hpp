#pragma once
// Keys and values of new tokens on their way into a cache.

#include <ganymede/core/key_value_pages.hpp>
#include <ganymede/ops/kernels.hpp>
#include <ganymede/split.hpp>

#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// store_key_value() with the kernels of a given instruction set.
GANYMEDE_ONCE void store_key_value_with(const AttentionKernels& kernels, const KeyValuePages& cache, Index position, const float* k,
                                        const float* v);
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

#if GANYMEDE_BODIES
#include <ganymede/ops/key_value_rows.ipp>
#endif
