#pragma once
// Arithmetic as people and models write it: "12.5 * (3 + 4)^2", "15 % of 80", "sqrt(2) / 3!".

#include <ganymede/split.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The value of an expression: numbers (1,000 and 2e3 too), + - * / ^ and **, brackets, n!, a % b (the remainder, with the sign of b) and
/// n % (hundredths), "of" for times, pi, e, tau, and abs, sqrt, cbrt, exp, ln, log (to base 10, or log(x, base)), log2, log10, sin, cos,
/// tan, asin, acos, atan, sinh, cosh, tanh, floor, ceil, round, trunc, min, max, pow, mod, gcd, radians and degrees. × ÷ − √ are known.
/// Nothing else can be reached from it; brackets nest up to 100 deep. InputError: what is no expression, and what has no finite value.
GANYMEDE_ONCE double calculate(std::string_view expression);

/// A number as people write it: whole ones without a point, others with up to 12 digits.
GANYMEDE_ONCE std::string number_text(double value);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/calculator.ipp>
#endif
