#pragma once
// Text of a stranger as a line that a terminal or a log may be given.

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// The length in bytes of the character that `text`, which is not empty, begins with; 0 where it begins with none.
GANYMEDE_ONCE std::size_t character_length(std::string_view text) noexcept;

/// Whether a character changes where or how the others stand: controls (C0, C1, delete), line and paragraph separators, marks and overrides
/// of direction (Unicode's Bidi_Control), and what has no width (joiners, the byte order mark, interlinear and tag characters).
constexpr bool moves_others(std::uint32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

/// What stands for the first character of `text`, of `length` bytes, or, where that is 0, for its first byte.
GANYMEDE_ONCE std::string printable_character(std::string_view text, std::size_t length);

/// `text` on one line, valid UTF-8, without what moves the characters around it: "\n", "\x1b", "\u202e" in C's spelling, "\xff" for a byte
/// that is part of no character. (A backslash stays one: this is for people to read.) Of more than `limit` bytes, beginning and end remain,
/// with " ... " between them.
GANYMEDE_ONCE std::string printable(std::string_view text, std::size_t limit);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/core/printable.ipp>
#endif
