#pragma once
// The GPT-2 alphabet: every byte as one printable code point, so that a vocabulary of texts can hold any bytes.
// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", 2.2; bytes_to_unicode() of its encoder.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The code point of each byte: itself where it prints in Latin-1, else the next of U+0100, U+0101, ...
inline constexpr std::array<char32_t, 256> byte_level_alphabet = [] {
  std::array<char32_t, 256> alphabet{};
  char32_t next = 0x100;
  for (unsigned b = 0; b < 256; ++b) {
    const bool prints = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    alphabet[b] = prints ? static_cast<char32_t>(b) : next++;
  }
  return alphabet;
}();

/// The byte of each code point below byte_level_bytes.size(), or -1.
inline constexpr std::array<std::int16_t, 0x144> byte_level_bytes = [] {
  std::array<std::int16_t, 0x144> bytes{};
  for (auto& b : bytes) b = -1;
  for (unsigned b = 0; b < 256; ++b) bytes[byte_level_alphabet[b]] = static_cast<std::int16_t>(b);
  return bytes;
}();

/// Appends the alphabet's letters for `bytes`.
GANYMEDE_ONCE void append_byte_level(std::string& out, std::string_view bytes);

GANYMEDE_ONCE std::string byte_level_encode(std::string_view bytes);

/// The bytes behind `letters`, or nothing where a code point is not of the alphabet.
GANYMEDE_ONCE std::optional<std::string> byte_level_decode(std::string_view letters);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/byte_level.ipp>
#endif
