// No include guard: compiled once per instruction set. One row of a short convolution.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

inline void short_convolution(const float* x, const float* weight, const float* bias, const float* gate, Index length, float* y, Index n) {
  for (Index k = 0; k < n; k += lanes) {
    const Index left = n - k;
    const auto at = [&](const float* p) { return left >= lanes ? load(p + k) : load_part(p + k, left); };
    F sum = at(bias);
    for (Index j = 0; j < length; ++j) sum = fma(at(weight + j * n), at(x + j * n), sum);
    const F product = multiply(at(gate), sum);
    if (left >= lanes)
      store(y + k, product);
    else
      store_part(y + k, product, left);
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
