#pragma once
// The characters that matter to sentences, and a cursor that counts its steps, so that a test can tell that splitting is linear.

#include <ganymede/text/unicode/grapheme_tables.hpp>
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

constexpr Stop stop_of(char32_t c) {
  if (c == '.') return Stop::dot;
  if (c == '!' || c == '?' || c == 0x203D || c == 0x37E || (c >= 0x2047 && c <= 0x2049)) return Stop::mark;
  if (c < 0x0589) return Stop::none;
  if (c == 0x2025 || c == 0x2026) return Stop::ellipsis;
  constexpr char32_t full[] = {0x0589, 0x061F, 0x06D4, 0x0964, 0x0965, 0x1362, 0x1367, 0x1368, 0x104B, 0x17D4, 0x17D5,
                               0x1803, 0x1809, 0x3002, 0xABEB, 0xFE52, 0xFE56, 0xFE57, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61};
  for (const char32_t known : full)
    if (c == known) return Stop::full;
  return Stop::none;
}

/// Letters of scripts that put no space between words or sentences: Han, Kana, Bopomofo.
constexpr bool is_unspaced(char32_t c) {
  return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3040 && c <= 0x312F) || (c >= 0x31A0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x20000 && c <= 0x3FFFF);
}
constexpr bool is_line_break(char32_t c) { return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029; }
constexpr bool is_upper(char32_t c) { return general_category(c) == GeneralCategory::Lu || general_category(c) == GeneralCategory::Lt; }
constexpr bool is_lower(char32_t c) { return general_category(c) == GeneralCategory::Ll; }
constexpr bool is_digit(char32_t c) { return general_category(c) == GeneralCategory::Nd; }
constexpr bool is_quote(char32_t c) {
  return c == '"' || c == '\'' || (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2039 || c == 0x203A ||
         (c >= 0x300C && c <= 0x300F) || (c >= 0x301D && c <= 0x301F) || c == 0xFF02 || c == 0xFF07 || c == 0xFF62 || c == 0xFF63;
}
constexpr bool is_opening(char32_t c) {
  const GeneralCategory category = general_category(c);
  return category == GeneralCategory::Ps || category == GeneralCategory::Pi;
}
constexpr bool is_closing(char32_t c) {
  const GeneralCategory category = general_category(c);
  return category == GeneralCategory::Pe || category == GeneralCategory::Pf;
}
constexpr bool is_dash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015); }
constexpr bool is_bullet(char32_t c) { return c == '*' || c == 0x2022 || c == 0x2023 || c == 0x25E6 || c == 0x25AA || c == 0xB7; }
constexpr bool is_superscript(char32_t c) { return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2079); }
/// Pictographs and what makes sequences of them; not ©, ® and the like.
constexpr bool is_emoji(char32_t c) {
  if (c == 0x200D || c == 0xFE0F || c == 0x20E3) return true;
  if (c < 0x2190) return false;
  if (c >= 0x1F1E6 && c <= 0x1F3FF) return true;
  const auto kind = static_cast<unicode::GraphemeBreak>(unicode::run_value(unicode::grapheme_runs, c) & 15);
  return kind == unicode::GraphemeBreak::extended_pictographic;
}

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
  SentenceGap gap(std::size_t at) const {
    SentenceGap gap{.end = at};
    for (;;) {
      const Decoded d = this->at(gap.end);
      if (d.length == 0 || !is_white_space(d.code_point)) return gap;
      gap.blank = gap.blank || d.code_point == 0x2029 || (gap.breaks && is_line_break(d.code_point));
      gap.breaks = gap.breaks || is_line_break(d.code_point);
      gap.end += d.length;
      if (d.code_point == '\r' && this->at(gap.end).code_point == '\n') ++gap.end;
    }
  }
  /// The word that begins at `at`, at most `limit` bytes of it.
  std::string_view word(std::size_t at, std::size_t limit = 48) const {
    std::size_t end = at;
    for (Decoded d = this->at(end); d.length > 0 && end - at < limit && (is_letter(d.code_point) || is_mark(d.code_point));
         d = this->at(end))
      end += d.length;
    return bytes(at, end);
  }
  /// How many characters have been looked at.
  std::size_t steps() const { return steps_; }

 private:
  std::string_view bytes_;
  mutable std::size_t steps_ = 0;
};

}  // namespace ganymede::inline v0::detail
