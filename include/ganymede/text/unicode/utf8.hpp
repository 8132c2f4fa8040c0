#pragma once
// UTF-8 (RFC 3629): decoding that never fails, because texts and vocabularies may hold any bytes.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

inline constexpr char32_t replacement_character = 0xFFFD;
inline constexpr char32_t last_code_point = 0x10FFFF;

/// One code point of a text: `length` bytes; where they are no code point, U+FFFD and the maximal subpart.
struct Decoded {
  char32_t code_point;
  unsigned length;
  bool valid;
};

/// The same of what does not begin with ASCII.
inline Decoded decode_utf8_sequence(std::string_view text, std::size_t at) {
  const auto byte = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(at);
  const unsigned length = lead < 0xC2 ? 0U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : lead < 0xF5 ? 4U : 0U;
  if (length == 0) return {replacement_character, 1, false};
  // Overlong forms, surrogates and values past U+10FFFF are told by the second byte (table 3-7 of the standard).
  const unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
  const unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
  char32_t code_point = lead & (0x7FU >> length);
  for (unsigned i = 1; i < length; ++i) {
    const unsigned next = byte(at + i);
    if (next < (i == 1 ? low : 0x80U) || next > (i == 1 ? high : 0xBFU)) return {replacement_character, i, false};
    code_point = code_point << 6 | (next & 0x3FU);
  }
  return {code_point, length, true};
}

/// The code point that begins at byte `at` < text.size(). Invalid bytes give U+FFFD for each maximal subpart of an ill-formed
/// sequence (The Unicode Standard, 3.9, "Substitution of Maximal Subparts"), as Python's errors="replace" does.
[[gnu::always_inline]] inline Decoded decode_utf8(std::string_view text, std::size_t at) {
  const unsigned lead = at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  return lead < 0x80 ? Decoded{lead, 1, true} : decode_utf8_sequence(text, at);
}

namespace detail {

/// Whether a text is one code point.
inline bool is_one_character(std::string_view text) { return !text.empty() && decode_utf8(text, 0).length == text.size(); }

}  // namespace detail

/// Appends `code_point`; what is no Unicode scalar value becomes U+FFFD.
inline void append_utf8(std::string& text, char32_t code_point) {
  if (code_point > last_code_point || (code_point >= 0xD800 && code_point < 0xE000)) code_point = replacement_character;
  const auto put = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      put(0xE0 | code_point >> 12);
    } else {
      put(0xF0 | code_point >> 18);
      put(0x80 | (code_point >> 12 & 0x3F));
    }
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

inline bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const Decoded next = decode_utf8_sequence(text, at);
    if (!next.valid) return false;
    at += next.length;
  }
  return true;
}

/// The text with U+FFFD for every maximal subpart that is not UTF-8: Python's errors="replace", Rust's from_utf8_lossy.
GANYMEDE_ONCE std::string replace_invalid_utf8(std::string_view text);

/// Calls f(code point, its bytes) for each code point; bytes that are not UTF-8 come one by one as `not_unicode`.
inline constexpr char32_t not_unicode = last_code_point + 1;
template <class F>
void for_each_code_point(std::string_view text, F&& f) {
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    const std::size_t length = next.valid ? next.length : 1;
    f(next.valid ? next.code_point : not_unicode, text.substr(at, length));
    at += length;
  }
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unicode/utf8.ipp>
#endif
