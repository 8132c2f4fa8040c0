#pragma once
// The bodies of utf8.hpp.

#include <ganymede/text/unicode/utf8.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string replace_invalid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    if (next.valid) {
      out.append(text, at, next.length);
    } else {
      append_utf8(out, replacement_character);
    }
    at += next.length;
  }
  return out;
}

}
