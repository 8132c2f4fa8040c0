#pragma once
// The bodies of readable_token.hpp.

#include <ganymede/inspect/readable_token.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string readable_token(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  while (!bytes.empty()) {
    const detail::Character c = detail::first_character(bytes);
    if (c.valid) {
      text += bytes.substr(0, c.length);
    } else {
      for (const char byte : bytes.substr(0, c.length))
        text.append("\u27e8").append({digits[static_cast<unsigned char>(byte) >> 4], digits[byte & 15]}).append("\u27e9");
    }
    bytes.remove_prefix(c.length);
  }
  return text;
}

}  // namespace ganymede::inline v0
