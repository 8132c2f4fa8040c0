// No include guard: compiled once per instruction set. Functions of single values, and of rows: activations, softmax, norms, rotations.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

GANYMEDE_INLINE F divide(F a, F b) { return a / b; }
GANYMEDE_INLINE F multiply(F a, F b) { return a * b; }

/// e^x within 2 ulp for all finite x, subnormal results included (their last bits aside); 0 and infinity beyond.
GANYMEDE_INLINE F exp(F x) {
  // x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite 1980, chapter 6); the polynomial is that of Cephes' expf.
  x = smaller(broadcast(89.0f), larger(broadcast(-104.0f), x));  // NaN stays
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
#if GANYMEDE_SIMD == 5
  return _mm512_maskz_scalef_ps(all, p, n);
#else
  // 2^n in two factors, as n may lie outside the exponents of normal numbers.
  const Int32 exponent = (Int32)shifted - 0x4b400000, half = exponent >> 1;
  const F low = (F)((half + 127) << 23), high = (F)((exponent - half + 127) << 23);
  return multiply(multiply(p, low), high);
#endif
}

GANYMEDE_INLINE F sigmoid(F x) { return divide(broadcast(1.0f), add(broadcast(1.0f), exp(-x))); }

/// Within 3e-7, absolute.
GANYMEDE_INLINE F tanh(F x) { return broadcast(1.0f) - divide(broadcast(2.0f), add(exp(add(x, x)), broadcast(1.0f))); }

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

/// The first `count` < lanes values, then zeros.
template <class Stored>
GANYMEDE_INLINE F load_part(const Stored* p, Index count) {
  Stored part[lanes]{};
  for (Index i = 0; i < count; ++i) part[i] = p[i];
  return load(part);
}
GANYMEDE_INLINE void store_part(float* p, F v, Index count) {
  float part[lanes];
  store(part, v);
  for (Index i = 0; i < count; ++i) p[i] = part[i];
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

/// Turns the pairs (i, half + i) of `heads` neighbouring heads by the angles of this row, given as cosines [half], then sines [half].
inline void rotate(float* head, Index heads, Index head_dim, Index half, const float* cosines) {
  const float* const sines = cosines + half;
  for (; heads > 0; --heads, head += head_dim)
    for (Index i = 0; i < half; i += lanes) {
      const Index left = half - i;
      const bool full = left >= lanes;
      float *const first = head + i, *const second = first + half;
      const F a = full ? load(first) : load_part(first, left), b = full ? load(second) : load_part(second, left);
      const F c = full ? load(cosines + i) : load_part(cosines + i, left), s = full ? load(sines + i) : load_part(sines + i, left);
      const F turned = fma(a, c, -multiply(b, s)), other = fma(b, c, multiply(a, s));
      if (full) {
        store(first, turned);
        store(second, other);
      } else {
        store_part(first, turned, left);
        store_part(second, other, left);
      }
    }
}

/// cell and hidden [n] of the next step; gates and recurrent [4n] are the two summands of what the gates i, f, g, o are made of.
inline void lstm_step(const float* gates, const float* recurrent, float* cell, float* hidden, Index n) {
  for (Index k = 0; k < n; k += lanes) {
    const Index left = n - k;
    const bool full = left >= lanes;
    F sums[4];
    for (Index gate = 0; gate < 4; ++gate) {
      const float *const x = gates + gate * n + k, *const h = recurrent + gate * n + k;
      sums[gate] = full ? add(load(x), load(h)) : add(load_part(x, left), load_part(h, left));
    }
    const F before = full ? load(cell + k) : load_part(cell + k, left);
    const F after = fma(sigmoid(sums[1]), before, multiply(sigmoid(sums[0]), tanh(sums[2])));
    const F shown = multiply(sigmoid(sums[3]), tanh(after));
    if (full) {
      store(cell + k, after);
      store(hidden + k, shown);
    } else {
      store_part(cell + k, after, left);
      store_part(hidden + k, shown, left);
    }
  }
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
