#pragma once
// The bodies of text_literal.hpp.

#include <ganymede/text/jinja/text_literal.hpp>

#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <charconv>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE std::string unescape_literal(std::string_view literal, std::size_t line) {
  static constexpr std::string_view escapes = "\\'\"abfnrtv", meanings = "\\'\"\a\b\f\n\r\t\v";
  std::string out;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] != '\\' || i + 1 == literal.size()) {
      out += literal[i];
      continue;
    }
    const char kind = literal[++i];
    const auto number = [&](std::size_t begin, std::size_t length, int base) {
      unsigned value = 0;
      const std::string_view digits = literal.substr(begin, length);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
      if (digits.size() != length || end != digits.data() + length || error != std::errc())
        throw SyntaxFailure{std::string("truncated \\") + kind + " escape", line};
      if (value > last_code_point || (value >= 0xD800 && value <= 0xDFFF)) throw SyntaxFailure{"illegal Unicode character", line};
      append_utf8(out, value);
      i = begin + length - 1;
    };
    if (kind == '\n') continue;
    if (const std::size_t known = escapes.find(kind); known != escapes.npos) {
      out += meanings[known];
    } else if (kind >= '0' && kind <= '7') {
      std::size_t length = 1;
      while (length < 3 && i + length < literal.size() && literal[i + length] >= '0' && literal[i + length] <= '7') ++length;
      number(i, length, 8);
    } else if (kind == 'x' || kind == 'u' || kind == 'U') {
      number(i + 1, kind == 'x' ? 2 : kind == 'u' ? 4 : 8, 16);
    } else if (kind == 'N') {
      throw SyntaxFailure{"\\N{...} is not supported", line};
    } else {
      out.append(1, '\\').append(1, kind);
    }
  }
  return out;
}

}  // namespace ganymede::inline v0::jinja
