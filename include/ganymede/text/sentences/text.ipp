#pragma once
// The bodies of text.hpp.

#include <ganymede/text/sentences/text.hpp>

#include <ganymede/text/unicode/grapheme_tables.hpp>
#include <ganymede/text/unicode/runs.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE Stop stop_of(char32_t c) {
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

GANYMEDE_ONCE bool is_unspaced(char32_t c) {
  return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3040 && c <= 0x312F) || (c >= 0x31A0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF66 && c <= 0xFF9D) || (c >= 0x20000 && c <= 0x3FFFF);
}

GANYMEDE_ONCE bool is_line_break(char32_t c) { return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029; }

GANYMEDE_ONCE bool is_upper(char32_t c) { return general_category(c) == GeneralCategory::Lu || general_category(c) == GeneralCategory::Lt; }

GANYMEDE_ONCE bool is_lower(char32_t c) { return general_category(c) == GeneralCategory::Ll; }

GANYMEDE_ONCE bool is_digit(char32_t c) { return general_category(c) == GeneralCategory::Nd; }

GANYMEDE_ONCE bool is_quote(char32_t c) {
  return c == '"' || c == '\'' || (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2039 || c == 0x203A ||
         (c >= 0x300C && c <= 0x300F) || (c >= 0x301D && c <= 0x301F) || c == 0xFF02 || c == 0xFF07 || c == 0xFF62 || c == 0xFF63;
}

GANYMEDE_ONCE bool is_opening(char32_t c) {
  const GeneralCategory category = general_category(c);
  return category == GeneralCategory::Ps || category == GeneralCategory::Pi;
}

GANYMEDE_ONCE bool is_closing(char32_t c) {
  const GeneralCategory category = general_category(c);
  return category == GeneralCategory::Pe || category == GeneralCategory::Pf;
}

GANYMEDE_ONCE bool is_dash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015); }

GANYMEDE_ONCE bool is_bullet(char32_t c) { return c == '*' || c == 0x2022 || c == 0x2023 || c == 0x25E6 || c == 0x25AA || c == 0xB7; }

GANYMEDE_ONCE bool is_superscript(char32_t c) { return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2079); }

GANYMEDE_ONCE bool is_emoji(char32_t c) {
  if (c == 0x200D || c == 0xFE0F || c == 0x20E3) return true;
  if (c < 0x2190) return false;
  if (c >= 0x1F1E6 && c <= 0x1F3FF) return true;
  const auto kind = static_cast<unicode::GraphemeBreak>(unicode::run_value(unicode::grapheme_runs, c) & 15);
  return kind == unicode::GraphemeBreak::extended_pictographic;
}

GANYMEDE_ONCE SentenceGap SentenceText::gap(std::size_t at) const {
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

GANYMEDE_ONCE std::string_view SentenceText::word(std::size_t at, std::size_t limit) const {
  std::size_t end = at;
  for (Decoded d = this->at(end); d.length > 0 && end - at < limit && (is_letter(d.code_point) || is_mark(d.code_point)); d = this->at(end))
    end += d.length;
  return bytes(at, end);
}

}
