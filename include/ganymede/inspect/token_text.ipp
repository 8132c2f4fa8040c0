#pragma once
// The bodies of token_text.hpp.

#include <ganymede/inspect/token_text.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string token_label(std::string_view bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string_view rest = bytes.size() > 1 && bytes.front() == ' ' ? bytes.substr(1) : bytes;
  std::string label;
  while (!rest.empty()) {
    const detail::Character c = detail::first_character(rest);
    if (!c.valid) {
      for (std::size_t i = 0; i < c.length; ++i) {
        const auto byte = static_cast<unsigned char>(rest[i]);
        label.append("<").append(1, digits[byte >> 4]).append(1, digits[byte & 15]).append(">");
      }
    } else if (c.code == '\n') {
      label += "\u23ce";
    } else if (c.code < 0x20) {
      label += "\xe2\x90";  // U+2400 and on: pictures of controls
      label += static_cast<char>(0x80 + c.code);
    } else if (c.code == ' ') {
      label += "\u00b7";
    } else if (c.code >= 0x7f && c.code < 0xa0) {
      label += detail::replacement_text;
    } else if (detail::is_direction_mark(c.code)) {
      label += "\u25c7";
    } else {
      label += rest.substr(0, c.length);
    }
    rest.remove_prefix(c.length);
  }
  return label.empty() ? "\u2205" : label;
}

GANYMEDE_ONCE std::size_t terminal_columns(std::string_view text) {
  std::size_t columns = 0;
  detail::for_each_character(text, [&columns](std::string_view, char32_t code) {
    columns += detail::is_zero_width(code) ? 0 : detail::is_wide(code) ? 2 : 1;
  });
  return columns;
}

GANYMEDE_ONCE TokenWords words_of(std::span<const std::string> tokens) {
  const auto is_letter = [](char32_t code) {
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
           (code >= 0xc0 && code < 0x2000 && code != 0xd7 && code != 0xf7);
  };
  const auto is_flag = [](char32_t code) { return code >= 0x1f1e6 && code <= 0x1f1ff; };
  const auto together = [&](char32_t a, char32_t b) {
    return (a == ' ' && b != ' ') || (is_letter(a) && is_letter(b)) || (is_flag(a) && is_flag(b)) || a == 0x200d ||
           detail::is_zero_width(b);
  };
  std::string text;
  for (const std::string& token : tokens) text += token;
  std::vector<bool> begins(text.size() + 1, false);  // a word may begin at this byte
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const detail::Character c = detail::first_character(std::string_view(text).substr(at));
    begins[at] = at == 0 || !together(before, c.code);
    before = c.code;
    at += c.length;
  }
  TokenWords words;
  std::size_t at = 0;
  for (const std::string& token : tokens) {
    if (words.texts.empty() || begins[at] || token.empty()) words.texts.emplace_back();
    words.texts.back() += token;
    words.of.push_back(words.texts.size() - 1);
    at += token.size();
  }
  return words;
}

}  // namespace ganymede::inline v0
