#pragma once
// One row of a short causal convolution of single channels, vectorised.

#include <ganymede/ops/kernels.hpp>

#include <concepts>

namespace ganymede::inline v0 {

/// y [n] = gate (bias + sum over j < length of weight_j x_j), elementwise, with rows x_0 to x_(length - 1), and those of `weight`, one
/// below the other. The sum runs by j. An element's bits depend on nothing but its own values and, for float, the instruction set. y
/// overlaps nothing else.
template <Scalar T>
void short_convolution(const T* x, const T* weight, const T* bias, const T* gate, Index length, T* y, Index n) {
  if constexpr (std::same_as<T, float>) {
    detail::kernels().rows.short_convolution(x, weight, bias, gate, length, y, n);
  } else {
    for (Index k = 0; k < n; ++k) {
      T sum = bias[k];
      for (Index j = 0; j < length; ++j) sum += weight[j * n + k] * x[j * n + k];
      y[k] = gate[k] * sum;
    }
  }
}

}  // namespace ganymede::inline v0
