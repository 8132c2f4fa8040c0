#pragma once
// The bodies of printable.hpp.

#include <ganymede/core/printable.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::size_t character_length(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return length <= text.size() && is_utf8(text.substr(0, length)) ? length : 0;
}

GANYMEDE_ONCE std::string printable_character(std::string_view text, std::size_t length) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto hex = [&](std::string escaped, std::uint32_t value, unsigned count) {
    while (count > 0) escaped += digits[(value >> (4 * --count)) & 15];
    return escaped;
  };
  if (length == 0) return hex("\\x", byte(0), 2);
  std::uint32_t c = length == 1 ? byte(0) : byte(0) & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3f);
  if (!moves_others(c)) return std::string(text.substr(0, length));
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  return c < 0x80 ? hex("\\x", c, 2) : c < 0x10000 ? hex("\\u", c, 4) : hex("\\U", c, 8);
}

GANYMEDE_ONCE std::string printable(std::string_view text, std::size_t limit) {
  std::string line;
  for (std::size_t i = 0; i < text.size() && line.size() <= limit;) {
    const std::size_t length = character_length(text.substr(i));
    line += printable_character(text.substr(i), length);
    i += length == 0 ? 1 : length;
  }
  if (line.size() <= limit) return line;
  // Each side is escaped by itself, from its outer end inwards, so that none is cut inside a character or an escape.
  constexpr std::string_view gap = " ... ";
  const std::size_t half = limit < gap.size() ? 0 : (limit - gap.size()) / 2;
  std::string head, tail;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text.substr(i));
    const std::string next = printable_character(text.substr(i), length);
    if (head.size() + next.size() > half) break;
    head += next;
    i += length == 0 ? 1 : length;
  }
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t begin = end - 1, length = 0;
    while (begin > 0 && end - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) --begin;
    if (length = character_length(text.substr(begin)); length != end - begin) begin = end - 1, length = 0;
    const std::string next = printable_character(text.substr(begin), length);
    if (tail.size() + next.size() > half) break;
    tail.insert(0, next);
    end = begin;
  }
  return head.append(gap).append(tail);
}

}  // namespace ganymede::inline v0::detail
