#pragma once
// The bodies of text_format.hpp.

#include <ganymede/text/jinja/text_format.hpp>

#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/text_operations.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace ganymede::inline v0::jinja {

inline constexpr std::int64_t precision_limit = 1000;  // digits behind the point: far more than any number has

inline void append_filled(Renderer& renderer, TextBuilder& out, const Text& text, const FormatSpecification& as, char align) {
  const std::size_t missing = as.width > text.length() ? as.width - text.length() : 0;
  renderer.budget().could_hold(missing * as.fill.size());
  renderer.budget().step(missing);
  const std::size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  for (std::size_t i = 0; i < before; ++i) out.append(as.fill);
  out.append(text);
  for (std::size_t i = before; i < missing; ++i) out.append(as.fill);
}

GANYMEDE_ONCE void format_text(Renderer& renderer, TextBuilder& out, const Text& text, const FormatSpecification& as) {
  const std::size_t length = as.precision < 0 ? text.length() : std::min(text.length(), static_cast<std::size_t>(as.precision));
  const Value cut = sub_text(renderer, text, 0, text.offset(length));
  append_filled(renderer, out, cut.text(), as, as.align == '\0' ? '<' : as.align);
}

inline std::string digits_of(std::uint64_t value, int base) {
  std::array<char, 66> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, base).ptr;
  return {buffer.data(), end};
}

/// The digits of |x| as type e, f or g.
inline std::string float_digits(double x, char type, std::int64_t precision, bool alternate) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return "inf";
  if (precision > precision_limit) fail("precision too big");
  const std::string format = std::string(alternate ? "%#.*" : "%.*") + type;
  std::array<char, 1400> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format.c_str(), static_cast<int>(precision), x);
  return buffer.data();
}

/// Separators between groups of digits in front of the point.
inline void group_digits(std::string& digits, char separator, std::size_t group) {
  std::size_t end = 0;
  while (end < digits.size() && std::isxdigit(static_cast<unsigned char>(digits[end])) != 0 && digits[end] != 'e') ++end;
  for (std::size_t at = end; at > group; at -= group) digits.insert(at - group, 1, separator);
}

GANYMEDE_ONCE void format_number(Renderer& renderer, TextBuilder& out, const Value& number, const FormatSpecification& as) {
  const std::int64_t* const n = number.integer();
  const char lower = static_cast<char>(as.type >= 'A' && as.type <= 'Z' ? as.type + 32 : as.type);
  std::string digits, prefix;
  bool negative = false;
  if (n != nullptr && (as.type == '\0' || std::string_view("dxXobn").find(as.type) != std::string_view::npos)) {
    negative = *n < 0;
    const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(*n) : static_cast<std::uint64_t>(*n);
    const int base = lower == 'x' ? 16 : lower == 'o' ? 8 : lower == 'b' ? 2 : 10;
    digits = digits_of(size, base);
    if (as.alternate && base != 10) prefix = std::string("0") + as.type;
  } else {
    if (std::string_view("xob").find(lower) != std::string_view::npos && as.type != '\0')
      fail(std::string("Unknown format code '") + as.type + "' for object of type 'float'");
    const double x = n != nullptr ? static_cast<double>(*n) : *number.get<double>();
    negative = std::signbit(x) && !std::isnan(x);
    const double size = std::fabs(x) * (as.type == '%' ? 100 : 1);
    const std::int64_t precision = as.precision < 0 ? 6 : as.precision;
    if (as.type == '\0' && as.precision < 0) {
      digits = float_text(size);
    } else if (as.type == '\0') {  // as g, but with a digit behind the point
      digits = float_digits(size, 'g', std::max<std::int64_t>(precision, 1), false);
      if (digits.find_first_of(".en") == digits.npos) digits += ".0";
    } else {
      const char type = as.type == '%' ? 'f' : lower == 'n' ? 'g' : lower;
      digits = float_digits(size, type, type == 'g' ? std::max<std::int64_t>(precision, 1) : precision, as.alternate);
    }
    if (as.type == '%') digits += '%';
  }
  if (as.type >= 'A' && as.type <= 'Z')
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  const std::string sign = negative ? "-" : as.sign == '-' ? "" : std::string(1, as.sign);
  const char align = as.align == '\0' ? '>' : as.align;
  const std::size_t used = sign.size() + prefix.size();
  if (as.grouping != '\0') {
    const bool by_four = lower == 'x' || lower == 'o' || lower == 'b';
    const std::size_t group = by_four ? 4 : 3;
    if (align == '=' && as.fill == "0") {  // zeros are grouped too
      renderer.budget().could_hold(as.width);
      const auto grouped_size = [&](std::size_t zeros) {
        return used + digits.size() + zeros + (std::min(digits.find_first_of(".e%"), digits.size()) + zeros - 1) / group;
      };
      std::size_t zeros = 0;
      while (grouped_size(zeros) < as.width) {
        renderer.budget().step();
        ++zeros;
      }
      digits.insert(0, zeros, '0');
    }
    group_digits(digits, as.grouping, group);
  }
  if (align == '=') {
    const std::size_t missing = as.width > used + digits.size() ? as.width - used - digits.size() : 0;
    renderer.budget().could_hold(missing * as.fill.size());
    renderer.budget().step(missing);
    out.append(sign + prefix);
    for (std::size_t i = 0; i < missing; ++i) out.append(as.fill);
    return out.append(digits);
  }
  append_filled(renderer, out, renderer.text(sign + prefix + digits).text(), as, align);
}

}  // namespace ganymede::inline v0::jinja
