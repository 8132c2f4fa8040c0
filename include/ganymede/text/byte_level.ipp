#pragma once
// The bodies of byte_level.hpp.

#include <ganymede/text/byte_level.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void append_byte_level(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const char32_t letter = byte_level_alphabet[static_cast<unsigned char>(c)];
    if (letter >= 0x80) out += static_cast<char>(static_cast<unsigned char>(0xC0 | letter >> 6));
    out += static_cast<char>(static_cast<unsigned char>(letter < 0x80 ? letter : 0x80 | (letter & 0x3F)));
  }
}

GANYMEDE_ONCE std::string byte_level_encode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 4);
  append_byte_level(out, bytes);
  return out;
}

GANYMEDE_ONCE std::optional<std::string> byte_level_decode(std::string_view letters) {
  std::string out;
  out.reserve(letters.size());
  for (std::size_t at = 0; at < letters.size(); ++at) {
    std::size_t code_point = static_cast<unsigned char>(letters[at]);
    if (code_point >= 0x80) {  // a letter has two bytes at most
      const unsigned next = at + 1 < letters.size() ? static_cast<unsigned char>(letters[at + 1]) : 0;
      if (code_point < 0xC2 || code_point > 0xDF || (next & 0xC0) != 0x80) return std::nullopt;
      code_point = (code_point & 0x1F) << 6 | (next & 0x3F);
      ++at;
    }
    if (code_point >= byte_level_bytes.size() || byte_level_bytes[code_point] < 0) return std::nullopt;
    out += static_cast<char>(static_cast<unsigned char>(byte_level_bytes[code_point]));
  }
  return out;
}

}
