#pragma once
// The bodies of text_case.hpp.

#include <ganymede/text/jinja/text_case.hpp>

#include <ganymede/text/jinja/upper_case.hpp>
#include <ganymede/text/unicode/runs.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace ganymede::inline v0::jinja {

inline bool is_lower_case(char32_t c) { return detail::unicode::in_ranges(detail::unicode::lowercase, c); }
inline bool is_upper_case(char32_t c) { return detail::unicode::in_ranges(detail::unicode::uppercase, c); }
GANYMEDE_ONCE bool is_cased(char32_t c) { return is_lower_case(c) || is_upper_case(c) || general_category(c) == GeneralCategory::Lt; }

inline void append_upper(std::string& out, char32_t c) {
  if (c < 128) return append_utf8(out, c >= 'a' && c <= 'z' ? c - 32 : c);
  const auto* const special = std::lower_bound(std::begin(upper_cases), std::end(upper_cases), c,
                                               [](const UpperCase& upper, char32_t code) { return upper.from < code; });
  if (special != std::end(upper_cases) && special->from == c) {
    for (const char32_t to : special->to)
      if (to != 0) append_utf8(out, to);
    return;
  }
  using detail::unicode::lower_case;
  static const std::vector<detail::unicode::Mapping> inverse = [] {
    std::vector<detail::unicode::Mapping> all(std::begin(lower_case), std::end(lower_case));
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.to < b.to; });
    return all;
  }();
  const auto at = std::lower_bound(inverse.begin(), inverse.end(), c, [](const auto& mapping, char32_t code) { return mapping.to < code; });
  append_utf8(out, at != inverse.end() && at->to == c ? at->from : c);
}

/// Whether a capital sigma at `at` ends a word: letters before it, none behind it, what is neither not regarded.
inline bool is_final_sigma(std::string_view text, std::size_t at) {
  const auto ignorable = [](char32_t c) {
    const GeneralCategory category = general_category(c);
    return is_mark(c) || category == GeneralCategory::Cf || category == GeneralCategory::Lm || category == GeneralCategory::Sk ||
           c == '\'' || c == '.' || c == ':' || c == 0xB7 || c == 0x2019;
  };
  std::size_t end = at;
  bool before = false;
  while (end > 0) {
    do --end;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
    const char32_t c = decode_utf8(text, end).code_point;
    before = is_cased(c);
    if (!ignorable(c)) break;
  }
  if (!before) return false;
  for (std::size_t next = at + 2; next < text.size();) {
    const Decoded c = decode_utf8(text, next);
    if (!ignorable(c.code_point)) return !is_cased(c.code_point);
    next += c.length;
  }
  return true;
}

GANYMEDE_ONCE Value change_case(Renderer& renderer, const Text& text, TextCase wanted) {
  const std::string_view bytes = text.bytes();
  renderer.budget().copy(16 * bytes.size());
  TextBuilder out(renderer.budget());
  bool word_begins = true;
  std::string changed;
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    bool upper = wanted == TextCase::upper || (word_begins && (wanted == TextCase::title || wanted == TextCase::capitalized));
    if (wanted == TextCase::swapped) upper = is_lower_case(c.code_point);
    const bool stays = wanted == TextCase::swapped && !is_cased(c.code_point);
    changed.clear();
    if (stays)
      changed = bytes.substr(at, c.length);
    else if (upper)
      append_upper(changed, c.code_point);
    else if (c.code_point == 0x3A3)
      append_utf8(changed, is_final_sigma(bytes, at) ? 0x3C2 : 0x3C3);
    else
      append_lower(changed, c.code_point);
    if (upper && wanted != TextCase::upper && wanted != TextCase::swapped && changed.size() > 1) {  // title case: one capital alone
      const std::size_t first = decode_utf8(changed, 0).length;
      changed = changed.substr(0, first) + to_lower(std::string_view(changed).substr(first));
    }
    out.append(changed, text.trusted_at(at));
    word_begins = wanted == TextCase::title && !is_cased(c.code_point);
    at += c.length;
  }
  return {out.take()};
}

GANYMEDE_ONCE bool has_case(const Text& text, TextCase wanted) {
  bool found = false;
  const std::string_view bytes = text.bytes();
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded c = decode_utf8(bytes, at);
    const bool is_lower = is_lower_case(c.code_point), is_upper = is_upper_case(c.code_point);
    if ((wanted == TextCase::lower ? is_upper : is_lower) || general_category(c.code_point) == GeneralCategory::Lt) return false;
    found = found || (wanted == TextCase::lower ? is_lower : is_upper);
    at += c.length;
  }
  return found;
}

}  // namespace ganymede::inline v0::jinja
