#pragma once
// Seeded mutations of valid inputs, to see that parsers answer every input with a value or an ordinary error.

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

/// How many mutations a test tries: GANYMEDE_MUTATIONS from the environment, 1000 without it.
inline std::uint64_t mutation_count() {
  const char* const text = std::getenv("GANYMEDE_MUTATIONS");
  return text == nullptr ? 1000 : std::strtoull(text, nullptr, 10);
}

/// `input` with one to four changes: bits flipped, bytes overwritten with interesting values, numbers of 1 to 8 bytes set to
/// extremes or moved by a little, pieces cut out, doubled or moved, the end cut off, digits and brackets written. The same seed
/// gives the same result everywhere.
inline std::string mutate(std::string_view input, std::uint64_t seed) {
  std::mt19937_64 random{seed * 0x9e3779b97f4a7c15u + 1};
  const auto below = [&](std::size_t bound) { return bound == 0 ? std::size_t{0} : static_cast<std::size_t>(random() % bound); };
  static constexpr std::uint64_t extremes[] = {
      0,          1,       2,          0x7f,       0x80,       0xff,        0x7fff,     0x8000,
      0xffff,     1 << 20, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 1ull << 62, 0x7fffffffffffffff,
      1ull << 63, ~0ull,   ~0ull - 7};
  static constexpr std::string_view snippets[] = {"{",       "}",   "[",    "]",        "\"",           "\\",
                                                  ",",       ":",   "null", "-1",       "1e999",        "18446744073709551616",
                                                  "\\ud800", "../", "\xff", "\xc0\x80", "\xed\xa0\x80", "99999999999999999999",
                                                  "0.5",     "true"};
  std::string text{input};
  const std::size_t changes = 1 + below(4);
  for (std::size_t change = 0; change < changes; ++change) {
    const std::size_t at = below(text.size() + 1);
    switch (below(9)) {
      case 0:  // flip a bit
        if (at < text.size()) text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1u << below(8)));
        break;
      case 1:  // overwrite a byte
        if (at < text.size()) text[at] = static_cast<char>(below(3) == 0 ? random() & 0xff : extremes[below(6)]);
        break;
      case 2:
      case 3: {  // overwrite or move a number
        const std::size_t width = std::size_t{1} << below(4);
        if (text.size() - at < width) break;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
        value = below(2) == 0 ? extremes[below(std::size(extremes))] : value + below(17) - 8;
        for (std::size_t i = 0; i < width; ++i) text[at + i] = static_cast<char>((value >> (8 * i)) & 0xff);
        break;
      }
      case 4:  // cut the end off
        if (below(2) == 0) text.resize(at);
        break;
      case 5:  // cut a piece out
        text.erase(at, 1 + below(16));
        break;
      case 6: {  // copy a piece to another place
        const std::string piece = text.substr(below(text.size() + 1), 1 + below(64));
        text.insert(at, piece);
        break;
      }
      case 7:  // write a snippet
        text.insert(at, snippets[below(std::size(snippets))]);
        break;
      default: {  // write a snippet over what is there
        const std::string_view snippet = snippets[below(std::size(snippets))];
        text.replace(at, snippet.size(), snippet);
        break;
      }
    }
  }
  return text;
}
