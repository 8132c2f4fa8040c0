// No include guard: compiled once per instruction set. Activation functions, of rows. What they compute: layers/activation.hpp; where each
// stands in the table: the order of ActivationFunction, in float_kernels.inl.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

struct SiluOf {
  static GANYMEDE_INLINE F of(F x) { return multiply(x, sigmoid(x)); }
};
struct QuickGeluOf {
  static GANYMEDE_INLINE F of(F x) { return multiply(x, sigmoid(multiply(x, broadcast(1.702f)))); }
};
/// 0.5 x (1 + tanh u) = x sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3)
struct GeluTanhOf {
  static GANYMEDE_INLINE F of(F x) {
    const F inner = fma(multiply(multiply(x, x), x), broadcast(0.044715f), x);
    return multiply(x, sigmoid(multiply(inner, broadcast(1.5957691216057308f))));
  }
};
/// x Phi(x), by Abramowitz and Stegun 7.1.26 for Phi(-|x|): no cancellation for negative x.
struct GeluOf {
  static GANYMEDE_INLINE F of(F x) {
    const F magnitude = x < 0.0f ? -x : x;
    const F t = divide(broadcast(1.0f), fma(magnitude, broadcast(0.3275911f * 0.70710678f), broadcast(1.0f)));
    F p = fma(broadcast(1.061405429f), t, broadcast(-1.453152027f));
    p = fma(p, t, broadcast(1.421413741f));
    p = fma(p, t, broadcast(-0.284496736f));
    p = fma(p, t, broadcast(0.254829592f));
    const F tail = multiply(multiply(multiply(p, t), broadcast(0.5f)), exp(multiply(multiply(x, x), broadcast(-0.5f))));  // Phi(-|x|)
    return multiply(x, x < 0.0f ? tail : broadcast(1.0f) - tail);
  }
};
struct ReluOf {
  static GANYMEDE_INLINE F of(F x) { return x < 0.0f ? zero() : x; }
};
struct TanhOf {
  static GANYMEDE_INLINE F of(F x) { return tanh(x); }
};

template <class Function>
void activate(const float* x, const float* factor, float* y, Index n) {
  for (Index i = 0; i < n; i += lanes) {
    const Index left = n - i;
    const bool full = left >= lanes;
    F v = Function::of(full ? load(x + i) : load_part(x + i, left));
    if (factor != nullptr) v = multiply(v, full ? load(factor + i) : load_part(factor + i, left));
    if (full)
      store(y + i, v);
    else
      store_part(y + i, v, left);
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
