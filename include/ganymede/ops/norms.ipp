#pragma once
// The bodies of norms.hpp.

#include <ganymede/ops/norms.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void rms_norm(const float* x, const float* weight, float eps, float* y, Index n) {
  detail::kernels().rows.rms_norm(x, weight, eps, y, n);
}

GANYMEDE_ONCE void layer_norm(const float* x, const float* weight, const float* bias, float eps, float* y, Index n) {
  detail::kernels().rows.layer_norm(x, weight, bias, eps, y, n);
}

}  // namespace ganymede::inline v0
