#pragma once
// The bodies of byte_ranges.hpp.

#include <ganymede/text/grammar/byte_ranges.hpp>

#include <algorithm>
#include <string>

namespace ganymede::inline v0::detail::grammar {

/// Adds [first, last], whose encodings are of one length. A range whose last bytes are not all that there are is cut in three, level by
/// level, until the bytes of each piece are independent of each other.
inline void add_sequences(char32_t first, char32_t last, std::vector<ByteSequence>& out) {
  for (unsigned bits = 6; bits <= 18 && last >= 0x80; bits += 6) {
    const char32_t low = (char32_t{1} << bits) - 1;
    if ((first & ~low) == (last & ~low)) continue;
    if ((first & low) != 0) {
      add_sequences(first, first | low, out);
      return add_sequences((first | low) + 1, last, out);
    }
    if ((last & low) != low) {
      add_sequences(first, (last & ~low) - 1, out);
      return add_sequences(last & ~low, last, out);
    }
  }
  std::string a, z;
  append_utf8(a, first);
  append_utf8(z, last);
  ByteSequence sequence;
  sequence.length = static_cast<unsigned>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) sequence.ranges[i] = {static_cast<std::uint8_t>(a[i]), static_cast<std::uint8_t>(z[i])};
  out.push_back(sequence);
}

GANYMEDE_ONCE std::vector<ByteSequence> byte_sequences(const CodePointRanges& set) {
  constexpr std::pair<char32_t, char32_t> lengths[] = {{0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0xFFFF}, {0x10000, 0x10FFFF}};
  std::vector<ByteSequence> out;
  for (const auto& [first, last] : set.ranges())
    for (const auto& [low, high] : lengths)
      if (std::max(first, low) <= std::min(last, high)) add_sequences(std::max(first, low), std::min(last, high), out);
  return out;
}

}  // namespace ganymede::inline v0::detail::grammar
