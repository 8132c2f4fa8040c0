#pragma once
// The rotation of rotary positions, vectorised for float.

#include <ganymede/ops/kernels.hpp>

namespace ganymede::inline v0 {

/// Turns the pairs (i, half + i) of `heads` heads, head_dim apart, by angles given as cosines [half], then sines [half] (Su et al. 2021,
/// eq. 34, with halves in place of neighbours). Dimensions from 2 half on stay as they are.
template <Scalar T>
void rotate(T* head, Index heads, Index head_dim, Index half, const T* cosines) {
  if constexpr (std::same_as<T, float>) return detail::kernels().rows.rotate(head, heads, head_dim, half, cosines);
  for (; heads > 0; --heads, head += head_dim)
    for (Index i = 0; i < half; ++i) {
      const T a = head[i], b = head[half + i];
      head[i] = a * cosines[i] - b * cosines[half + i];
      head[half + i] = b * cosines[i] + a * cosines[half + i];
    }
}

}  // namespace ganymede::inline v0
