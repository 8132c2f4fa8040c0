#pragma once
// The bodies of activations.hpp.

#include <ganymede/ops/activations.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void activate(ActivationFunction f, const float* x, const float* factor, float* y, Index n) {
  detail::kernels().rows.activate[static_cast<std::size_t>(f)](x, factor, y, n);
}

}  // namespace ganymede::inline v0
