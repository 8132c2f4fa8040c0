#pragma once
// The nonlinearities of feed-forward layers on rows of floats, vectorised.
//
// Errors against exact arithmetic, for |x| <= 1e4: silu, gelu_tanh and quick_gelu 4e-7 |x|, gelu 2e-7 |x| + 1e-7 (each relative to
// |x|, since they are x times a number between 0 and 1), tanh 3e-7. An element's bits depend on nothing but its value.

#include <ganymede/ops/kernels.hpp>
#include <ganymede/split.hpp>

namespace ganymede::inline v0 {

/// silu: x sigmoid(x) (Elfwing et al. 2017). gelu: x Phi(x); gelu_tanh: its tanh form; quick_gelu: x sigmoid(1.702 x) (all Hendrycks
/// and Gimpel 2016). relu: max(x, 0). tanh: of soft caps.
enum class ActivationFunction : std::uint8_t { silu, gelu, gelu_tanh, quick_gelu, relu, tanh };

/// y [n] = f(x) * factor, elementwise; a null `factor` is 1. x, factor and y may be the same memory, not overlap otherwise.
GANYMEDE_ONCE void activate(ActivationFunction f, const float* x, const float* factor, float* y, Index n);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/ops/activations.ipp>
#endif
