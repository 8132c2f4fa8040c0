// No include guard: compiled once per instruction set. e^x for x <= 0, with the same bits on every instruction set: nothing is
// fused.
namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

using Int64 = long long __attribute__((vector_size(lanes * 4)));
using Uint64 = unsigned long long __attribute__((vector_size(lanes * 4)));
using D = double __attribute__((vector_size(lanes * 4)));
using HalfF = float __attribute__((vector_size(lanes * 2)));
inline constexpr int double_lanes = lanes / 2;
inline constexpr int parts = 16 / lanes;  // registers that sixteen lanes take

// Clang fuses where its user says -ffp-contract=fast, unless a body forbids it; GCC heeds the region.
template <class V>
GANYMEDE_INLINE V rounded_sum(V a, V b) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  return a + b;
}
template <class V>
GANYMEDE_INLINE V rounded_product(V a, V b) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  return a * b;
}
struct RoundedSumOf {
  template <class V>
  GANYMEDE_INLINE V operator()(V a, V b) const {
    return rounded_sum(a, b);
  }
};
GANYMEDE_INLINE D broadcast(double x) { return D{} + x; }

/// e^x for x <= 0, within 3 ulp; below -86 e^-86, which is as good as nothing.
GANYMEDE_INLINE F falling_exp(F x) {
  x = larger(x, broadcast(-86.0f));
  const F magic = broadcast(12582912.0f);  // as in exp of exponential.inl
  const F shifted = rounded_sum(rounded_product(x, broadcast(1.44269504088896341f)), magic);
  const F n = shifted - magic;
  F r = rounded_sum(x, rounded_product(n, broadcast(-0.693359375f)));
  r = rounded_sum(r, rounded_product(n, broadcast(2.12194440e-4f)));
  F p = rounded_sum(rounded_product(broadcast(1.9875691500e-4f), r), broadcast(1.3981999507e-3f));
  p = rounded_sum(rounded_product(p, r), broadcast(8.3334519073e-3f));
  p = rounded_sum(rounded_product(p, r), broadcast(4.1665795894e-2f));
  p = rounded_sum(rounded_product(p, r), broadcast(1.6666665459e-1f));
  p = rounded_sum(rounded_product(p, r), broadcast(5.0000001201e-1f));
  p = rounded_sum(rounded_sum(rounded_product(p, rounded_product(r, r)), r), broadcast(1.0f));
  return (F)((Int32)p + ((Int32)shifted << 23));
}

/// e^x for x <= 0: the arithmetic of ganymede::exp (decode/exp.hpp), step by step, so also its bits.
GANYMEDE_INLINE D falling_exp(D x) {
  const Int64 counts = x > -746.0;
  const D y = counts ? x : broadcast(-746.0);
  const D shifter = broadcast(0x1.8p52);
  const D shifted = rounded_sum(rounded_product(y, broadcast(0x1.71547652b82fep+0)), shifter), k = shifted - shifter;
  const D high = rounded_sum(y, rounded_product(k, broadcast(-0x1.62e42feep-1))),
          low = rounded_product(k, broadcast(0x1.a39ef35793c76p-33));
  const D r = high - low, lost = (high - r) - low;
  D p = broadcast(1.0 / 6227020800.0);
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 479001600.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 39916800.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 3628800.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 362880.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 40320.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 5040.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 720.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 120.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 24.0));
  p = rounded_sum(rounded_product(p, r), broadcast(1.0 / 6.0));
  p = rounded_sum(rounded_product(p, r), broadcast(0.5));
  const D e = rounded_sum(rounded_sum(rounded_sum(rounded_product(rounded_product(r, r), p), lost), r), broadcast(1.0));
  // 2^k in two factors, as it may be subnormal: the first product is exact, so that one rounding is left.
#if GANYMEDE_SIMD == 5
  const D scaled = (D)_mm512_maskz_scalef_pd(0xff, (__m512d)e, (__m512d)k);
#else
  const Int64 biased = (Int64)shifted - ((Int64)shifter - 2046), half = (Int64)((Uint64)biased >> 1);
  const D scaled = rounded_product(rounded_product(e, (D)(half << 52)), (D)((biased - half) << 52));
#endif
  return counts ? scaled : D{};
}

GANYMEDE_INLINE D load_doubles(const float* p) {
  HalfF v;
  __builtin_memcpy(&v, p, sizeof v);
  return __builtin_convertvector(v, D);
}

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
