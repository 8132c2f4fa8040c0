#pragma once
// The bodies of numbers.hpp.

#include <ganymede/text/jinja/numbers.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace ganymede::inline v0::jinja {

[[noreturn]] inline void fail_beyond() { fail("a whole number of more than 64 bits"); }

/// Without white space at its ends, and without '_' between digits; none where one stands elsewhere.
inline std::optional<std::string> plain_number(std::string_view text) {
  static constexpr std::string_view space = " \t\n\r\v\f";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == text.npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(space) - begin + 1);
  std::string out;
  const auto is_digit = [&](std::size_t i) { return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_')
      out += text[i];
    else if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1))
      return std::nullopt;
  }
  return out;
}

GANYMEDE_ONCE std::optional<std::int64_t> parse_integer_literal(std::string_view text) { return parse_integer(text, 0); }

GANYMEDE_ONCE std::optional<std::int64_t> parse_integer(std::string_view text, int base) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain || plain->empty() || base < 0 || base == 1 || base > 36) return std::nullopt;
  std::string_view digits = *plain;
  const bool negative = digits.front() == '-';
  if (negative || digits.front() == '+') digits.remove_prefix(1);
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = static_cast<char>(digits[1] | 0x20);
    const int marked = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (marked != 0 && (base == 0 || base == marked)) {
      digits.remove_prefix(2);
      base = marked;
    }
  }
  if (base == 0) {
    if (digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of('0') != digits.npos) return std::nullopt;
    base = 10;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > most + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

GANYMEDE_ONCE std::optional<double> parse_float(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain || plain->empty()) return std::nullopt;
  std::string digits = *plain;
  std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool negative = digits.front() == '-';
  if (negative || digits.front() == '+') digits.erase(0, 1);
  const double sign = negative ? -1 : 1;
  if (digits == "inf" || digits == "infinity") return sign * std::numeric_limits<double>::infinity();
  if (digits == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (digits.empty() || (digits.front() != '.' && std::isdigit(static_cast<unsigned char>(digits.front())) == 0)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {  // too large, or too small
    const std::size_t exponent = digits.find('e');
    value = exponent != digits.npos && digits.find('-', exponent) != digits.npos ? 0 : std::numeric_limits<double>::infinity();
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return sign * value;
}

GANYMEDE_ONCE std::string float_text(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const std::size_t mark = text.find('e');
  const int exponent = std::atoi(std::string(text.substr(mark + 1)).c_str());
  if (exponent < -4 || exponent >= 16) return std::string(text);
  std::string digits;
  for (const char c : text.substr(0, mark))
    if (c >= '0' && c <= '9') digits += c;
  const std::string sign = text.front() == '-' ? "-" : "";
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole_digits = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole_digits) return sign + digits + std::string(whole_digits - digits.size(), '0') + ".0";
  return sign + digits.substr(0, whole_digits) + "." + digits.substr(whole_digits);
}

GANYMEDE_ONCE std::int64_t whole(double x) {
  if (std::isnan(x)) fail("cannot convert float NaN to integer");
  if (std::isinf(x)) fail("cannot convert float infinity to integer");
  const double towards_zero = std::trunc(x);
  if (!(towards_zero >= -9223372036854775808.0 && towards_zero < 9223372036854775808.0)) fail_beyond();
  return static_cast<std::int64_t>(towards_zero);
}

GANYMEDE_ONCE double round_to(double x, std::int64_t digits) {
  if (!std::isfinite(x) || digits > 400) return x;
  if (digits < -400) return 0 * x;
  if (digits >= 0) {  // printf rounds the exact value, ties to even
    std::array<char, 900> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", static_cast<int>(digits), x);
    return parse_float(buffer.data()).value_or(x);
  }
  const double scale = std::pow(10.0, static_cast<double>(-digits));
  return std::nearbyint(x / scale) * scale;
}

inline std::int64_t integer_arithmetic(char op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  bool beyond = false;
  if (op == '+') beyond = __builtin_add_overflow(a, b, &out);
  if (op == '-') beyond = __builtin_sub_overflow(a, b, &out);
  if (op == '*') beyond = __builtin_mul_overflow(a, b, &out);
  if (op == 'q' || op == 'r') {  // floor division, and its remainder
    if (b == 0) fail("integer modulo by zero");
    if (b == -1) return op == 'r' ? 0 : integer_arithmetic('-', 0, a);
    const bool below = a % b != 0 && (a % b < 0) != (b < 0);
    return op == 'q' ? a / b - (below ? 1 : 0) : a % b + (below ? b : 0);
  }
  if (beyond) fail_beyond();
  return out;
}

inline std::int64_t integer_power(std::int64_t base, std::int64_t exponent) {
  if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
  if (base == -1) return exponent % 2 == 0 ? 1 : -1;
  if (exponent > 64) fail_beyond();
  std::int64_t out = 1;
  for (; exponent > 0; --exponent) out = integer_arithmetic('*', out, base);
  return out;
}

inline double float_arithmetic(std::string_view op, double a, double b) {
  if (op == "+") return a + b;
  if (op == "-") return a - b;
  if (op == "*") return a * b;
  if (op == "**") {
    if (a == 0 && b < 0) fail("0.0 cannot be raised to a negative power");
    if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) fail("a complex number");
    const double power = std::pow(a, b);
    if (std::isinf(power) && std::isfinite(a) && std::isfinite(b)) fail("Numerical result out of range");
    return power;
  }
  if (b == 0) fail(op == "/" ? "float division by zero" : "float modulo by zero");
  if (op == "/") return a / b;
  double remainder = std::fmod(a, b);  // as CPython's float_divmod
  double quotient = (a - remainder) / b;
  if (remainder != 0) {
    if ((b < 0) != (remainder < 0)) {
      remainder += b;
      quotient -= 1;
    }
  } else {
    remainder = std::copysign(0.0, b);
  }
  if (op == "%") return remainder;
  if (quotient == 0) return std::copysign(0.0, a / b);
  const double floor = std::floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

GANYMEDE_ONCE Value arithmetic(std::string_view op, const Value& a, const Value& b) {
  const auto *const m = a.integer(), *const n = b.integer();
  const auto as_float = [](const Value& value, const std::int64_t* integer) {
    return integer != nullptr ? static_cast<double>(*integer) : *value.get<double>();
  };
  if (m == nullptr || n == nullptr) return {float_arithmetic(op, as_float(a, m), as_float(b, n))};
  if (op == "/") {
    if (*n == 0) fail("division by zero");
    return {static_cast<double>(*m) / static_cast<double>(*n)};
  }
  if (op == "**") {
    if (*n < 0 && *m == 0) fail("zero to a negative power");
    if (*n < 0) return {std::pow(static_cast<double>(*m), static_cast<double>(*n))};
    return {integer_power(*m, *n)};
  }
  return {integer_arithmetic(op == "//" ? 'q' : op == "%" ? 'r' : op.front(), *m, *n)};
}

}  // namespace ganymede::inline v0::jinja
