#pragma once
// The characters that matter to sentences, and a cursor that counts its steps, so that a test can tell that splitting is linear.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ganymede::inline v0::detail {

/// What a character at the end of a sentence is, the weakest first.
enum class Stop : std::uint8_t {
  none,
  dot,       ///< the full stop, which abbreviations, numbers and names have too
  ellipsis,  ///< …
  mark,      ///< ! and ? and their like: an end unless a small letter follows
  full       ///< ends a sentence whatever follows, even without a space: 。 । ۔
};

GANYMEDE_ONCE Stop stop_of(char32_t c);

/// Letters of scripts that put no space between words or sentences: Han, Kana, Bopomofo.
GANYMEDE_ONCE bool is_unspaced(char32_t c);
GANYMEDE_ONCE bool is_line_break(char32_t c);
GANYMEDE_ONCE bool is_upper(char32_t c);
GANYMEDE_ONCE bool is_lower(char32_t c);
GANYMEDE_ONCE bool is_digit(char32_t c);
GANYMEDE_ONCE bool is_quote(char32_t c);
GANYMEDE_ONCE bool is_opening(char32_t c);
GANYMEDE_ONCE bool is_closing(char32_t c);
GANYMEDE_ONCE bool is_dash(char32_t c);
GANYMEDE_ONCE bool is_bullet(char32_t c);
GANYMEDE_ONCE bool is_superscript(char32_t c);
/// Pictographs and what makes sequences of them; not ©, ® and the like.
GANYMEDE_ONCE bool is_emoji(char32_t c);

/// White space from one sentence or line to the next.
struct SentenceGap {
  std::size_t end = 0;
  bool breaks = false;  ///< it has a line break
  bool blank = false;   ///< and a blank line
};

/// A text with positions in bytes. A byte that is not UTF-8 is a character of its own.
class SentenceText {
 public:
  explicit SentenceText(std::string_view bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }
  std::string_view bytes(std::size_t begin, std::size_t end) const { return bytes_.substr(begin, end - begin); }

  /// The character at `at`, and at the end a NUL of length 0.
  Decoded at(std::size_t at) const {
    ++steps_;
    if (at >= bytes_.size()) return {0, 0, true};
    const Decoded d = decode_utf8(bytes_, at);
    return d.valid ? d : Decoded{not_unicode, 1, false};
  }
  /// The character that ends at `at`, or a NUL of length 0 at `begin`.
  Decoded before(std::size_t at, std::size_t begin = 0) const {
    for (std::size_t n = 1; n <= 4 && begin + n <= at; ++n) {
      const Decoded d = this->at(at - n);
      if (d.valid && d.length == n) return d;
    }
    return at > begin ? Decoded{not_unicode, 1, false} : Decoded{0, 0, true};
  }
  /// What the character at `at` of a sentence is: ; is a question mark in Greek, ． between digits a point.
  Stop stop(std::size_t at, std::size_t begin) const {
    const char32_t c = this->at(at).code_point;
    if (c == ';') {
      const char32_t last = before(at, begin).code_point;
      return (last >= 0x370 && last <= 0x3FF) || (last >= 0x1F00 && last <= 0x1FFF) ? Stop::mark : Stop::none;
    }
    if (c == 0xFF0E && is_digit(before(at, begin).code_point)) return Stop::none;
    return stop_of(c);
  }
  /// The white space from `at` on.
  SentenceGap gap(std::size_t at) const;
  /// The word that begins at `at`, at most `limit` bytes of it.
  std::string_view word(std::size_t at, std::size_t limit = 48) const;
  /// How many characters have been looked at.
  std::size_t steps() const { return steps_; }

 private:
  std::string_view bytes_;
  mutable std::size_t steps_ = 0;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/text.ipp>
#endif
