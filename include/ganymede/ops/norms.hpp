#pragma once
// Norms of a row of floats, vectorised. x and y may be the same memory.

#include <ganymede/ops/kernels.hpp>

namespace ganymede::inline v0 {

/// y [n] = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019, eq. 4).
inline void rms_norm(const float* x, const float* weight, float eps, float* y, Index n) {
  detail::kernels().rows.rms_norm(x, weight, eps, y, n);
}

/// y [n] = (x - mean) / sqrt(var + eps) * weight + bias (Ba et al. 2016, eq. 4); `bias` may be null.
inline void layer_norm(const float* x, const float* weight, const float* bias, float eps, float* y, Index n) {
  detail::kernels().rows.layer_norm(x, weight, bias, eps, y, n);
}

}  // namespace ganymede::inline v0
