#pragma once
// Brackets and quotes that are open: a short quotation or remark in brackets is not taken apart, 「行く。すぐ行く。」と言った。

#include <ganymede/split.hpp>
#include <ganymede/text/sentences/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace ganymede::inline v0::detail {

/// The brackets of texts without spaces, whose two sides differ.
class SentenceBrackets {
 public:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  explicit SentenceBrackets(const SentenceText& text) : text_(text) {}

  /// Takes note of a character. Of a closing bracket: where its opening one stands, else npos.
  std::size_t take(char32_t c, std::size_t at);
  void clear() { depth_ = 0; }

  /// Whether a bracket is open that closes within `longest` bytes of where it opened.
  bool inside_short();

 private:
  static constexpr std::size_t longest = 240;
  enum class Known : std::uint8_t { nothing, closes, too_long };
  struct Open {
    char32_t open = 0, close = 0;
    std::size_t at = 0;
    Known known = Known::nothing;
  };

  static constexpr char32_t closing(char32_t c) {
    constexpr char32_t pairs[][2] = {{0x201C, 0x201D}, {0x2018, 0x2019}, {0x300C, 0x300D}, {0x300E, 0x300F},
                                     {0xFF08, 0xFF09}, {0x300A, 0x300B}, {0x3008, 0x3009}, {0x3010, 0x3011},
                                     {0x3014, 0x3015}, {0xFF3B, 0xFF3D}, {0xFF62, 0xFF63}};
    for (const auto& [open, close] : pairs)
      if (c == open) return close;
    return 0;
  }

  bool closes_soon(const Open& open) const;

  const SentenceText& text_;
  std::array<Open, 8> open_{};
  std::size_t depth_ = 0;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/brackets.ipp>
#endif
