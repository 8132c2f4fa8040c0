// No include guard: compiled once per instruction set. Functions of single values, and of rows: activations, softmax, norms.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

using Int32 = int __attribute__((vector_size(lanes * 4)));

GANYMEDE_INLINE F divide(F a, F b) { return a / b; }
GANYMEDE_INLINE F multiply(F a, F b) { return a * b; }

/// e^x within 2 ulp for all finite x, subnormal results included (their last bits aside); 0 and infinity beyond.
GANYMEDE_INLINE F exp(F x) {
  // x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite 1980, chapter 6); the polynomial is that of Cephes' expf.
  x = x < -104.0f ? broadcast(-104.0f) : x;
  x = x > 89.0f ? broadcast(89.0f) : x;
  const F magic = broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits
  const F shifted = fma(x, broadcast(1.44269504088896341f), magic);
  const F n = shifted - magic;
  F r = fma(n, broadcast(-0.693359375f), x);
  r = fma(n, broadcast(2.12194440e-4f), r);
  F p = fma(broadcast(1.9875691500e-4f), r, broadcast(1.3981999507e-3f));
  p = fma(p, r, broadcast(8.3334519073e-3f));
  p = fma(p, r, broadcast(4.1665795894e-2f));
  p = fma(p, r, broadcast(1.6666665459e-1f));
  p = fma(p, r, broadcast(5.0000001201e-1f));
  p = add(fma(p, multiply(r, r), r), broadcast(1.0f));
  // 2^n in two factors, as n may lie outside the exponents of normal numbers.
  const Int32 exponent = (Int32)shifted - 0x4b400000, half = exponent >> 1;
  const F low = (F)((half + 127) << 23), high = (F)((exponent - half + 127) << 23);
  return multiply(multiply(p, low), high);
}

GANYMEDE_INLINE F sigmoid(F x) { return divide(broadcast(1.0f), add(broadcast(1.0f), exp(-x))); }

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
    const F product = multiply(x, tail);
    return x < 0.0f ? product : x - product;
  }
};
struct ReluOf {
  static GANYMEDE_INLINE F of(F x) { return x > 0.0f ? x : zero(); }
};

/// The first `count` < lanes values, then zeros.
GANYMEDE_INLINE F load_part(const float* p, Index count) {
  float part[lanes]{};
  for (Index i = 0; i < count; ++i) part[i] = p[i];
  return load(part);
}
GANYMEDE_INLINE void store_part(float* p, F v, Index count) {
  float part[lanes];
  store(part, v);
  for (Index i = 0; i < count; ++i) p[i] = part[i];
}
GANYMEDE_INLINE float sum_of_lanes(F v) {
  float lane[lanes], sum = 0;
  store(lane, v);
  for (int i = 0; i < lanes; ++i) sum += lane[i];
  return sum;
}
GANYMEDE_INLINE float largest_of_lanes(F v) {
  float lane[lanes];
  store(lane, v);
  float largest = lane[0];
  for (int i = 1; i < lanes; ++i) largest = lane[i] > largest ? lane[i] : largest;
  return largest;
}

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

inline void softmax(const float* x, float* y, Index n) {
  if (n <= 0) return;
  F largest = broadcast(x[0]);
  Index i = 0;
  for (; i + lanes <= n; i += lanes) {
    const F v = load(x + i);
    largest = v > largest ? v : largest;
  }
  float max = largest_of_lanes(largest);
  for (; i < n; ++i) max = x[i] > max ? x[i] : max;
  F total = zero();
  for (i = 0; i < n; i += lanes) {
    const Index left = n - i;
    if (left >= lanes) {
      const F e = exp(load(x + i) - broadcast(max));
      total = add(total, e);
      store(y + i, e);
    } else {
      store_part(y + i, exp(load_part(x + i, left) - broadcast(max)), left);
      total = add(total, load_part(y + i, left));
    }
  }
  const F inverse = broadcast(1.0f / sum_of_lanes(total));
  for (i = 0; i < n; i += lanes) {
    if (n - i >= lanes)
      store(y + i, multiply(load(y + i), inverse));
    else
      store_part(y + i, multiply(load_part(y + i, n - i), inverse), n - i);
  }
}

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
