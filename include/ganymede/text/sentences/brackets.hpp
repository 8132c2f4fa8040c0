#pragma once
// Brackets and quotes that are open: a short quotation or remark in brackets is not taken apart, 「行く。すぐ行く。」と言った。

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
  std::size_t take(char32_t c, std::size_t at) {
    if (c < 0x2018) return npos;
    if (const char32_t close = closing(c); close != 0) {
      if (depth_ == open_.size()) {  // the outermost counts no longer
        std::copy(open_.begin() + 1, open_.end(), open_.begin());
        --depth_;
      }
      open_[depth_++] = {c, close, at, Known::nothing};
      return npos;
    }
    for (std::size_t i = depth_; i > 0; --i)
      if (open_[i - 1].close == c) {
        depth_ = i - 1;
        return open_[depth_].at;
      }
    return npos;
  }
  void clear() { depth_ = 0; }

  /// Whether a bracket is open that closes within `longest` bytes of where it opened.
  bool inside_short() {
    for (std::size_t i = 0; i < depth_; ++i) {
      Open& open = open_[i];
      if (open.known == Known::nothing) open.known = closes_soon(open) ? Known::closes : Known::too_long;
      if (open.known == Known::closes) return true;
    }
    return false;
  }

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

  bool closes_soon(const Open& open) const {
    std::size_t nested = 0;
    for (std::size_t at = open.at; at < open.at + longest;) {
      const Decoded d = text_.at(at);
      if (d.length == 0) return false;
      if (d.code_point == open.open) ++nested;
      if (d.code_point == open.close && --nested == 0) return true;
      at += d.length;
    }
    return false;
  }

  const SentenceText& text_;
  std::array<Open, 8> open_{};
  std::size_t depth_ = 0;
};

}  // namespace ganymede::inline v0::detail
