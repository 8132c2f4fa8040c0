#pragma once
// Tokens as people read them: their bytes may be a part of a character, white space, or something that a terminal would obey.

#include <ganymede/inspect/characters.hpp>
#include <ganymede/split.hpp>
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
GANYMEDE_ONCE std::string token_label(std::string_view bytes);

/// How many columns of a terminal `text` takes, as far as can be known without asking it.
GANYMEDE_ONCE std::size_t terminal_columns(std::string_view text);

/// The tokens of a text gathered to words: of[i] is the word that token i is a part of, and texts are the words. Tokens that share a
/// character or an emoji belong together, and such as go on with a word of letters; scripts without spaces stay apart, token by token.
struct TokenWords {
  std::vector<std::size_t> of{};
  std::vector<std::string> texts{};
};
GANYMEDE_ONCE TokenWords words_of(std::span<const std::string> tokens);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/token_text.ipp>
#endif
