// No include guard: compiled once per instruction set. Norms of a row.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

/// Sum of (x - mean)^2.
GANYMEDE_INLINE float sum_of_squares(const float* x, Index n, float mean) {
  F a = zero(), b = zero();
  const F m = broadcast(mean);
  Index i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    const F u = load(x + i) - m, v = load(x + i + lanes) - m;
    a = fma(u, u, a);
    b = fma(v, v, b);
  }
  float sum = sum_of_lanes(add(a, b));
  for (; i < n; ++i) {
    const float d = x[i] - mean, square = d * d;
    sum += square;
  }
  return sum;
}

GANYMEDE_INLINE void scale_and_shift(const float* x, const float* weight, const float* bias, float mean, float scale, float* y, Index n) {
  for (Index i = 0; i < n; i += lanes) {
    const Index left = n - i;
    const bool full = left >= lanes;
    F v = multiply(multiply((full ? load(x + i) : load_part(x + i, left)) - broadcast(mean), broadcast(scale)),
                   full ? load(weight + i) : load_part(weight + i, left));
    if (bias != nullptr) v = add(v, full ? load(bias + i) : load_part(bias + i, left));
    if (full)
      store(y + i, v);
    else
      store_part(y + i, v, left);
  }
}

inline void rms_norm(const float* x, const float* weight, float eps, float* y, Index n) {
  const float scale = 1.0f / __builtin_sqrtf(sum_of_squares(x, n, 0.0f) / static_cast<float>(n) + eps);
  scale_and_shift(x, weight, nullptr, 0.0f, scale, y, n);
}

inline void layer_norm(const float* x, const float* weight, const float* bias, float eps, float* y, Index n) {
  F a = zero();
  Index i = 0;
  for (; i + lanes <= n; i += lanes) a = add(a, load(x + i));
  float sum = sum_of_lanes(a);
  for (; i < n; ++i) sum += x[i];
  const float mean = sum / static_cast<float>(n);
  const float scale = 1.0f / __builtin_sqrtf(sum_of_squares(x, n, mean) / static_cast<float>(n) + eps);
  scale_and_shift(x, weight, bias, mean, scale, y, n);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
