#pragma once
// Text of unknown origin, character by character, for whatever is written of it.

#include <ganymede/version.hpp>

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

inline constexpr std::string_view replacement_text = "\xef\xbf\xbd";

/// How many bytes of `text`, which is not empty, its first character takes, and its code point. Where the bytes are not UTF-8: the
/// length of the maximal part that could have begun a character (Unicode 15, section 3.9, "U+FFFD substitution of maximal subparts"),
/// and U+FFFD.
struct Character {
  std::size_t length;
  char32_t code;
  bool valid;
};
constexpr Character first_character(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, lead, true};
  if (lead < 0xc2 || lead > 0xf4) return {1, 0xfffd, false};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  char32_t code = lead & (0x7f >> length);
  for (std::size_t k = 1; k < length; ++k) {
    const unsigned char low = k > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = k > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (k >= text.size() || byte(k) < low || byte(k) > high) return {k, 0xfffd, false};
    code = code << 6 | (byte(k) & 0x3f);
  }
  return {length, code, true};
}

/// Calls f(character, code point) for each character of `text`; what is not UTF-8 comes as U+FFFD.
template <class F>
constexpr void for_each_character(std::string_view text, F f) {
  while (!text.empty()) {
    const Character c = first_character(text);
    f(c.valid ? text.substr(0, c.length) : replacement_text, c.code);
    text.remove_prefix(c.length);
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
