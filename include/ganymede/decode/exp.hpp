#pragma once
// The library's own exp and log in double: every libm has its own last bits, these have the same ones everywhere.

#include <ganymede/decode/no_contraction.hpp>
#include <ganymede/version.hpp>

#include <bit>
#include <cstdint>
#include <limits>

namespace ganymede::inline v0 {

namespace detail {
// ln 2 in two parts (Cody and Waite 1980): the first has 20 trailing zero bits, so that its product with an exponent is exact.
inline constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
inline double power_of_two(std::int64_t k) noexcept { return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52); }
}  // namespace detail

GANYMEDE_NO_CONTRACTION_BEGIN

/// e^x, within 1 ulp of the true value over the normal range (tested against std::exp in long double); 0 below -745.2, infinity above
/// 709.8, NaN for NaN. x = k ln 2 + r with |r| <= ln 2 / 2, and e^r by its Taylor series to r^13 (error below 2^-57).
inline double exp(double x) noexcept {
  GANYMEDE_NO_CONTRACTION
  if (!(x > -746.0)) return x == x ? 0.0 : x;
  if (x > 710.0) return std::numeric_limits<double>::infinity();
  constexpr double shifter = 0x1.8p52;  // adding it leaves an integer in the low bits of the mantissa, rounded to nearest
  const double k = (x * 0x1.71547652b82fep+0 + shifter) - shifter;
  const double high = x - k * detail::ln2_high, low = k * detail::ln2_low, r = high - low, lost = (high - r) - low;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  const double e = 1.0 + (r + (r * r * p + lost));
  const std::int64_t exponent = static_cast<std::int64_t>(k),
                     half = exponent / 2;  // two steps: 2^1024 and subnormals are not powers of two
  return e * detail::power_of_two(half) * detail::power_of_two(exponent - half);
}

/// ln x, within 1 ulp; -infinity for 0, NaN for negative numbers. x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and with
/// s = f / (2 + f): ln(1 + f) = 2 atanh(s), by its series to s^23, arranged as in fdlibm so that little is lost.
inline double log(double x) noexcept {
  GANYMEDE_NO_CONTRACTION
  if (!(x > 0)) return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  if (x == std::numeric_limits<double>::infinity()) return x;
  std::int64_t k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    k = -54;
  }
  std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  k += static_cast<std::int64_t>(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = std::bit_cast<double>(bits);
  if (m > 0x1.6a09e667f3bcdp+0) {
    m *= 0.5;
    ++k;
  }
  const double f = m - 1.0, s = f / (2.0 + f), z = s * s;
  double p = 2.0 / 23.0;
  p = p * z + 2.0 / 21.0;
  p = p * z + 2.0 / 19.0;
  p = p * z + 2.0 / 17.0;
  p = p * z + 2.0 / 15.0;
  p = p * z + 2.0 / 13.0;
  p = p * z + 2.0 / 11.0;
  p = p * z + 2.0 / 9.0;
  p = p * z + 2.0 / 7.0;
  p = p * z + 2.0 / 5.0;
  p = p * z + 2.0 / 3.0;
  const double half_square = 0.5 * f * f, rest = z * p, exponent = static_cast<double>(k);
  return exponent * detail::ln2_high - ((half_square - (s * (half_square + rest) + exponent * detail::ln2_low)) - f);
}

GANYMEDE_NO_CONTRACTION_END

}  // namespace ganymede::inline v0
