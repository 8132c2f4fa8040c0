#pragma once
// Softmax of a row of floats, vectorised.

#include <ganymede/ops/kernels.hpp>

namespace ganymede::inline v0 {

/// y [n] = exp(x - max x) / sum exp(x - max x), within 1e-6 of each exact value, relative, plus 1e-37. x may hold -infinity (weight 0)
/// but not only that. x and y may be the same memory.
inline void softmax(const float* x, float* y, Index n) { detail::kernels().rows.softmax(x, y, n); }

}  // namespace ganymede::inline v0
