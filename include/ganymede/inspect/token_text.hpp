#pragma once
// Tokens as people read them: their bytes may be a part of a character, white space, or something that a terminal would obey.

#include <ganymede/inspect/characters.hpp>
#include <ganymede/version.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// Marks that turn the direction of what follows.
constexpr bool is_direction_mark(char32_t code) noexcept {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}
/// What takes no column of its own: combining marks of common scripts, joiners, variation selectors.
constexpr bool is_zero_width(char32_t code) noexcept {
  return (code >= 0x300 && code <= 0x36f) || (code >= 0x591 && code <= 0x5bd) || (code >= 0x610 && code <= 0x61a) ||
         (code >= 0x64b && code <= 0x65f) || (code >= 0x900 && code <= 0x902) || code == 0x93c || code == 0x94d ||
         (code >= 0xe31 && code <= 0xe3a && code != 0xe32 && code != 0xe33) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x1f3fb && code <= 0x1f3ff) ||
         (code >= 0xe0100 && code <= 0xe01ef);
}
/// What takes two columns: East Asian wide characters and emoji (after Unicode Standard Annex 11, block by block).
constexpr bool is_wide(char32_t code) noexcept {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
         (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff01 && code <= 0xff60) ||
         (code >= 0x1f300 && code <= 0x1f64f) || (code >= 0x1f680 && code <= 0x1f6ff) || (code >= 0x1f900 && code <= 0x1faff) ||
         (code >= 0x20000 && code <= 0x3fffd);
}
}  // namespace detail

/// A token for tables and pictures: without the space it begins with, line breaks and controls as signs, bytes that are no character as
/// <F0>. Never empty, and nothing in it moves a cursor.
inline std::string token_label(std::string_view bytes) {
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

/// How many columns of a terminal `text` takes, as far as can be known without asking it.
inline std::size_t terminal_columns(std::string_view text) {
  std::size_t columns = 0;
  detail::for_each_character(text, [&columns](std::string_view, char32_t code) {
    columns += detail::is_zero_width(code) ? 0 : detail::is_wide(code) ? 2 : 1;
  });
  return columns;
}

/// The tokens of a text gathered to words: of[i] is the word that token i is a part of, and texts are the words. Tokens that share a
/// character or an emoji belong together, and such as go on with a word of letters; scripts without spaces stay apart, token by token.
struct TokenWords {
  std::vector<std::size_t> of{};
  std::vector<std::string> texts{};
};
inline TokenWords words_of(std::span<const std::string> tokens) {
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
