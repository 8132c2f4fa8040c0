#pragma once
// What an LSTM does elementwise in one step, vectorised.

#include <ganymede/ops/kernels.hpp>

#include <cmath>
#include <concepts>

namespace ganymede::inline v0 {

/// With i, f, g, o [n each] = gates + recurrent: cell = sigmoid(f) cell + sigmoid(i) tanh(g); hidden = sigmoid(o) tanh(cell) (Gers et al.
/// 2000; the order of torch.nn.LSTM). An element's bits depend on nothing but its own values and, for float, the instruction set; sigmoid
/// and tanh are within 3e-7 there. `hidden` overlaps nothing else.
template <Scalar T>
void lstm_step(const T* gates, const T* recurrent, T* cell, T* hidden, Index n) {
  if constexpr (std::same_as<T, float>) {
    detail::kernels().rows.lstm_step(gates, recurrent, cell, hidden, n);
  } else {
    const auto sigmoid = [](T x) { return T(1) / (T(1) + std::exp(-x)); };
    for (Index k = 0; k < n; ++k) {
      const auto sum = [&](Index gate) { return gates[gate * n + k] + recurrent[gate * n + k]; };
      cell[k] = sigmoid(sum(1)) * cell[k] + sigmoid(sum(0)) * std::tanh(sum(2));
      hidden[k] = sigmoid(sum(3)) * std::tanh(cell[k]);
    }
  }
}

}  // namespace ganymede::inline v0
