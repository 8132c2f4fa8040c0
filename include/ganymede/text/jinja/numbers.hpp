#pragma once
// Numbers as Python reads, prints and computes them; whole ones within 64 bits.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// 12, 0x1F, 0o17, 0b11: a literal; none beyond 64 bits.
GANYMEDE_ONCE std::optional<std::int64_t> parse_integer_literal(std::string_view text);
/// int(text, base): signs, white space around, '_' between digits, a prefix that fits the base; none for anything else, or beyond 64 bits.
GANYMEDE_ONCE std::optional<std::int64_t> parse_integer(std::string_view text, int base = 10);
/// float(text): what Python takes, "inf" and "nan" among it; none for anything else.
GANYMEDE_ONCE std::optional<double> parse_float(std::string_view text);
/// repr() of a float: the shortest digits that read back, "1.0", "1e+16".
GANYMEDE_ONCE std::string float_text(double x);
/// int(x): towards zero. Fails for what has no whole number of 64 bits.
GANYMEDE_ONCE std::int64_t whole(double x);
/// round(x, digits), ties to even; of the number as it is, not of its digits.
GANYMEDE_ONCE double round_to(double x, std::int64_t digits);

/// One of + - * / // % **, of numbers and bools. Fails for division by zero, and beyond 64 bits.
GANYMEDE_ONCE Value arithmetic(std::string_view op, const Value& a, const Value& b);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/numbers.ipp>
#endif
