#pragma once
// The bodies of unicode.hpp.

#include <ganymede/text/unicode/unicode.hpp>

#include <ganymede/text/unicode/runs.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE GeneralCategory general_category(char32_t code_point) {
  return static_cast<GeneralCategory>(detail::unicode::run_value(detail::unicode::category_runs, code_point));
}

GANYMEDE_ONCE bool is_white_space(char32_t c) { return detail::unicode::in_ranges(detail::unicode::white_space, c); }

GANYMEDE_ONCE std::string_view script(char32_t c) {
  return detail::unicode::script_names[detail::unicode::run_value(detail::unicode::script_runs, c)];
}

GANYMEDE_ONCE char32_t simple_fold(char32_t c) { return detail::unicode::mapped(detail::unicode::case_fold, c); }

GANYMEDE_ONCE void append_lower(std::string& out, char32_t c) {
  append_utf8(out, c == 0x130 ? U'i' : detail::unicode::mapped(detail::unicode::lower_case, c));
  if (c == 0x130) append_utf8(out, 0x307);
}

GANYMEDE_ONCE std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c, std::string_view bytes) {
    if (c == not_unicode) {
      out += bytes;
    } else if (c < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    } else {
      append_lower(out, c);
    }
  });
  return out;
}

}  // namespace ganymede::inline v0
