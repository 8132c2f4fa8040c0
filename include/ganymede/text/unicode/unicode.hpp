#pragma once
// Properties of code points (Unicode Standard Annex #44) and case mappings, from the generated tables.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstddef>
#include <cstdint>
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

/// The category of a code point; Cn for what is not assigned or beyond U+10FFFF.
GANYMEDE_ONCE GeneralCategory general_category(char32_t code_point);
inline bool is_category(char32_t c, char major) {
  return general_category_names[static_cast<std::size_t>(general_category(c))][0] == major;
}
inline bool is_letter(char32_t c) { return is_category(c, 'L'); }
inline bool is_mark(char32_t c) { return is_category(c, 'M'); }
inline bool is_number(char32_t c) { return is_category(c, 'N'); }
inline bool is_punctuation(char32_t c) { return is_category(c, 'P'); }
inline bool is_symbol(char32_t c) { return is_category(c, 'S'); }
inline bool is_separator(char32_t c) { return is_category(c, 'Z'); }
/// The property White_Space (PropList.txt): Rust's char::is_whitespace and \s.
GANYMEDE_ONCE bool is_white_space(char32_t c);

/// The property Script by its long name, e.g. "Han"; "Unknown" where there is none.
GANYMEDE_ONCE std::string_view script(char32_t c);

/// Simple case folding (CaseFolding.txt, status C and S).
GANYMEDE_ONCE char32_t simple_fold(char32_t c);

/// Appends the lower case of one code point: one code point, but two for U+0130 (SpecialCasing.txt).
GANYMEDE_ONCE void append_lower(std::string& out, char32_t c);

/// Lower case of each code point by itself, as the tokenizers' Lowercase does it: a final capital sigma becomes σ, not ς
/// (whole-string mappings like Python's str.lower() look at its neighbours). Bytes that are not UTF-8 stay.
GANYMEDE_ONCE std::string to_lower(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unicode/unicode.ipp>
#endif
