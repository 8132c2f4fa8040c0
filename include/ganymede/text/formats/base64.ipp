#pragma once
// The bodies of base64.hpp.

#include <ganymede/text/formats/base64.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::optional<std::string> base64_decode(std::string_view text) {
  const auto value = [](char c) -> std::uint32_t {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
  };
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    const std::size_t letters = at + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint32_t six = i < letters ? value(text[at + i]) : 0;
      if (six > 63) return std::nullopt;
      group = group << 6 | six;
    }
    if ((group & (letters == 2 ? 0xFFFFu : letters == 3 ? 0xFFu : 0u)) != 0) return std::nullopt;  // bits beyond the last byte
    for (std::size_t i = 0; i + 1 < letters; ++i) bytes += static_cast<char>(static_cast<unsigned char>(group >> (16 - 8 * i)));
  }
  return bytes;
}

}
