#pragma once
// Feed-forward layers: the same small network for every row.

#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/linear.hpp>

#include <variant>

namespace ganymede::inline v0 {

/// y = down(activation(up(x))) (Vaswani et al. 2017, section 3.3). [T, D] -> [T, D] by way of [T, F]
template <Scalar T, class Activation>
struct Mlp {
  Linear<T> up_proj, down_proj;
  Activation activation{};

  template <class P>
  Product<T> operator()(const View<T>& x, Pass<P>& pass) const {
    View<T> hidden = up_proj(x, pass);
    pass.for_rows(hidden.rows(), [&](Index t) {
      T* const h = hidden.data() + t * hidden.outerStride();
      activate_row<T>(activation, h, nullptr, h, hidden.cols());
    });
    return down_proj(hidden, pass);
  }
};

/// y = down(activation(gate x) * up x) (Shazeer 2020, "GLU Variants Improve Transformer", section 2). Gate and up are one product.
template <Scalar T, class Activation>
struct GatedMlp {
  Linear<T> gate_up_proj;  // gate's rows, then up's
  Linear<T> down_proj;
  Activation activation{};

  template <class P>
  Product<T> operator()(const View<T>& x, Pass<P>& pass) const {
    View<T> both = gate_up_proj(x, pass);
    const Index F = both.cols() / 2;
    View<T> gate = columns(both, 0, F), up = columns(both, F, F);
    pass.for_rows(x.rows(), [&](Index t) {
      T* const g = gate.data() + t * gate.outerStride();
      activate_row<T>(activation, g, up.data() + t * up.outerStride(), g, F);
    });
    return down_proj(gate, pass);
  }
};

/// A feed-forward layer with or without a gate, whichever a checkpoint has.
template <Scalar T, class Activation>
struct AnyMlp {
  std::variant<Mlp<T, Activation>, GatedMlp<T, Activation>> mlp;

  template <class P>
  Product<T> operator()(const View<T>& x, Pass<P>& pass) const {
    return std::visit([&](const auto& own) { return own(x, pass); }, mlp);
  }
};

}  // namespace ganymede::inline v0
