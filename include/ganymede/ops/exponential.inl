// No include guard: compiled once per instruction set. The exponential, and what is made of it: sigmoid, tanh.
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

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
