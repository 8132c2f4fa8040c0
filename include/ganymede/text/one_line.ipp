#pragma once
// The body of one_line.hpp.

#include <ganymede/text/one_line.hpp>

#include <ganymede/text/unicode/unicode.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string one_line(std::string_view text) {
  std::string line;
  bool space = false;
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    if (c != not_unicode && is_white_space(c)) {
      space = !line.empty();
      return;
    }
    if (std::exchange(space, false)) line += ' ';
    line += bytes;
  });
  return line;
}

}  // namespace ganymede::inline v0
