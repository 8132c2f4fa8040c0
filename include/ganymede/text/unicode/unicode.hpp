#pragma once
// Properties of code points (Unicode Standard Annex #44) and case mappings, from the generated tables.

#include <ganymede/text/unicode/code_point_set.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode_tables.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The property General_Category, in the order of the tables.
enum class GeneralCategory : std::uint8_t {
  Cn,
  Cc,
  Cf,
  Co,
  Cs,
  Ll,
  Lm,
  Lo,
  Lt,
  Lu,
  Mc,
  Me,
  Mn,
  Nd,
  Nl,
  No,
  Pc,
  Pd,
  Pe,
  Pf,
  Pi,
  Po,
  Ps,
  Sc,
  Sk,
  Sm,
  So,
  Zl,
  Zp,
  Zs
};
inline constexpr std::string_view general_category_names[] = {"Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu",
                                                              "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf",
                                                              "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"};

namespace detail::unicode {

template <std::size_t n>
constexpr std::uint32_t run_value(const std::uint32_t (&runs)[n], char32_t code_point) {
  if (code_point > last_code_point) return 0;
  return *std::prev(std::upper_bound(std::begin(runs), std::end(runs), static_cast<std::uint32_t>(code_point) << 8 | 0xFF)) & 0xFF;
}

/// Calls f(first, last, value) for each run.
template <std::size_t n, class F>
void for_each_run(const std::uint32_t (&runs)[n], F&& f) {
  for (std::size_t i = 0; i < n; ++i)
    f(static_cast<char32_t>(runs[i] >> 8), i + 1 < n ? static_cast<char32_t>(runs[i + 1] >> 8) - 1 : last_code_point, runs[i] & 0xFF);
}

template <std::size_t n>
constexpr bool in_ranges(const Range (&ranges)[n], char32_t c) {
  const auto* after = std::upper_bound(std::begin(ranges), std::end(ranges), c, [](char32_t x, const Range& r) { return x < r.first; });
  return after != std::begin(ranges) && c <= std::prev(after)->last;
}

template <std::size_t n>
CodePointRanges to_ranges(const Range (&ranges)[n]) {
  CodePointRanges out;
  for (const Range& r : ranges) out.add(r.first, r.last);
  return out;
}

template <std::size_t n>
constexpr char32_t mapped(const Mapping (&mappings)[n], char32_t c) {
  const auto* at = std::lower_bound(std::begin(mappings), std::end(mappings), c, [](const Mapping& m, char32_t x) { return m.from < x; });
  return at != std::end(mappings) && at->from == c ? at->to : c;
}

}  // namespace detail::unicode

/// The category of a code point; Cn for what is not assigned or beyond U+10FFFF.
constexpr GeneralCategory general_category(char32_t code_point) {
  return static_cast<GeneralCategory>(detail::unicode::run_value(detail::unicode::category_runs, code_point));
}
constexpr bool is_category(char32_t c, char major) {
  return general_category_names[static_cast<std::size_t>(general_category(c))][0] == major;
}
constexpr bool is_letter(char32_t c) { return is_category(c, 'L'); }
constexpr bool is_mark(char32_t c) { return is_category(c, 'M'); }
constexpr bool is_number(char32_t c) { return is_category(c, 'N'); }
constexpr bool is_punctuation(char32_t c) { return is_category(c, 'P'); }
constexpr bool is_symbol(char32_t c) { return is_category(c, 'S'); }
constexpr bool is_separator(char32_t c) { return is_category(c, 'Z'); }
/// The property White_Space (PropList.txt): Rust's char::is_whitespace and \s.
constexpr bool is_white_space(char32_t c) { return detail::unicode::in_ranges(detail::unicode::white_space, c); }

/// The property Script by its long name, e.g. "Han"; "Unknown" where there is none.
constexpr std::string_view script(char32_t c) {
  return detail::unicode::script_names[detail::unicode::run_value(detail::unicode::script_runs, c)];
}

/// Simple case folding (CaseFolding.txt, status C and S).
constexpr char32_t simple_fold(char32_t c) { return detail::unicode::mapped(detail::unicode::case_fold, c); }

/// Appends the lower case of one code point: one code point, but two for U+0130 (SpecialCasing.txt).
inline void append_lower(std::string& out, char32_t c) {
  append_utf8(out, c == 0x130 ? U'i' : detail::unicode::mapped(detail::unicode::lower_case, c));
  if (c == 0x130) append_utf8(out, 0x307);
}

/// Lower case of each code point by itself, as the tokenizers' Lowercase does it: a final capital sigma becomes σ, not ς
/// (whole-string mappings like Python's str.lower() look at its neighbours). Bytes that are not UTF-8 stay.
inline std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&out](char32_t c, std::string_view bytes) {
    if (c == not_unicode) {
      out += bytes;
    } else if (c < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    } else {
      append_lower(out, c);
    }
  });
  return out;
}

}  // namespace ganymede::inline v0
