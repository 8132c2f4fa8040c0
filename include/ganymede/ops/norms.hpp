#pragma once
// Norms of a row of floats, vectorised. x and y may be the same memory.

#include <ganymede/ops/kernels.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0 {

/// y [n] = x / sqrt(mean(x^2) + eps) * weight (Zhang and Sennrich 2019, eq. 4).
GANYMEDE_ONCE void rms_norm(const float* x, const float* weight, float eps, float* y, Index n);

/// y [n] = (x - mean) / sqrt(var + eps) * weight + bias (Ba et al. 2016, eq. 4); `bias` may be null.
GANYMEDE_ONCE void layer_norm(const float* x, const float* weight, const float* bias, float eps, float* y, Index n);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/norms.ipp>
#endif
