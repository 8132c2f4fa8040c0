#pragma once
// The bodies of json_writer.hpp.

#include <ganymede/io/json_writer.hpp>

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/json_value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail {

template <class Integer>
void append_json_integer(std::string& out, Integer number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// The fewest digits that read back as `number`, always with a point or an exponent: 1.0, 0.001, 1e-05, 1.5e+16.
inline void append_json_number(std::string& out, double number) {
  if (!std::isfinite(number)) return static_cast<void>(out += "null");
  char text[32];  // d.ddde-ddd
  char* const end = std::to_chars(text, text + sizeof text, std::abs(number), std::chars_format::scientific).ptr;
  char* const e = std::find(text, end, 'e');
  int exponent = 0;
  std::from_chars(e + (e[1] == '+' ? 2 : 1), end, exponent);
  std::string digits(text, 1);
  if (e - text > 2) digits.append(text + 2, e);
  const int count = static_cast<int>(digits.size()), point = exponent + 1;  // digits before the point
  if (std::signbit(number)) out += '-';
  if (number == 0)
    out += "0.0";
  else if (count <= point && point <= 15)
    out.append(digits).append(static_cast<std::size_t>(point - count), '0').append(".0");
  else if (0 < point && point <= 15)
    out.append(digits, 0, static_cast<std::size_t>(point)).append(1, '.').append(digits, static_cast<std::size_t>(point));
  else if (-4 < point && point <= 0)
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  else
    out.append(text, e).append(e, end);
}

/// How many bytes at the front of `text`, where no character begins, could have begun one: those that one U+FFFD stands for (The Unicode
/// Standard, 3.9, "Substitution of Maximal Subparts").
inline std::size_t maximal_subpart(std::string_view text) {
  std::size_t length = 1;
  for (std::size_t k = 2; k <= std::min<std::size_t>(text.size(), 3); ++k)
    for (std::string whole(text.substr(0, k)); whole.size() < 4;)
      if (is_utf8(whole += '\x80')) length = k;
  return length;
}

inline void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef", escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
  const bool valid = is_utf8(text);
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const char* const at = c == '\0' ? nullptr : std::strchr(escaped, c)) {
      out.append({'\\', letters[at - escaped]});
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00").append({hex[c / 16], hex[c % 16]});
    } else if (valid || static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else {
      std::size_t length = 2;  // of the character that begins here
      while (length <= 4 && !is_utf8(text.substr(i, length))) ++length;
      const bool character = length <= 4;
      if (!character) length = maximal_subpart(text.substr(i));
      out += character ? text.substr(i, length) : std::string_view("\ufffd");
      i += length - 1;
    }
  }
  out += '"';
}

GANYMEDE_ONCE void append_json(std::string& out, const Json& value) {
  if (value.is_null()) {
    out += "null";
  } else if (value.is_boolean()) {
    out += value.get<bool>() ? "true" : "false";
  } else if (value.is_number_unsigned()) {
    append_json_integer(out, value.get<std::uint64_t>());
  } else if (value.is_number_integer()) {
    append_json_integer(out, value.get<std::int64_t>());
  } else if (value.is_number_float()) {
    append_json_number(out, value.get<double>());
  } else if (value.is_string()) {
    append_json_string(out, value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    out += '[';
    for (const char* between = ""; const Json& element : value) {
      out += std::exchange(between, ",");
      append_json(out, element);
    }
    out += ']';
  } else {
    out += '{';
    for (const char* between = ""; const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
      out += std::exchange(between, ",");
      append_json_string(out, key);
      out += ':';
      append_json(out, member);
    }
    out += '}';
  }
}

}  // namespace ganymede::inline v0::detail
