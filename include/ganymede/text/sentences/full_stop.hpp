#pragma once
// The full stop, the one mark that abbreviations, initials, numbers, dates and names use too: whether a sentence ends with it.

#include <ganymede/split.hpp>
#include <ganymede/text/sentences/text.hpp>
#include <ganymede/text/sentences/words.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// What stands behind a stop, its closing quotes and white space.
struct NextWord {
  std::size_t at = 0;     ///< its first letter or digit, or what stands there
  char32_t first = 0;     ///< 0 at the end of the text
  bool lower = false;     ///< a small letter, but not that of "iPhone"
  bool inverted = false;  ///< ¿ or ¡ stands before it
  bool bracket = false;   ///< ( or [ stands before it
};

class FullStop {
 public:
  /// `begin`: where the sentence begins; `language`: two letters or nothing.
  FullStop(const SentenceText& text, std::size_t begin, std::string_view language);

  /// Whether the sentence ends with the full stop at `dot`, after which white space, then `next` follow. `quoted`: a quote ends there too.
  bool ends(std::size_t dot, const NextWord& next, bool quoted) const;

 private:
  static constexpr std::size_t longest = 48;  // bytes of a word: longer ones are no abbreviations

  std::size_t word_begin(std::size_t end) const;
  static bool all_digits(std::string_view word) { return word.find_first_not_of("0123456789") == std::string_view::npos; }

  /// I to XXXIX, in capitals or (`small`) in small letters.
  static bool is_roman(std::string_view word, bool small);

  /// "1.", "2.1.", "a.", "IV." where the sentence begins: the number of an item, which belongs to its text.
  bool is_enumerator(std::size_t begin, std::string_view word) const;

  bool number_ends(std::size_t begin, std::string_view number, const NextWord& next) const;

  std::string_view previous_word(std::size_t at) const;

  /// The word with the short dotted words before it: "B" of "z. B." as "z.B".
  std::string chained(std::size_t begin, std::string_view word) const;

  /// Of the scripts that abbreviate by single letters: not the syllables of Hangul, not Han, not Indic letters.
  static bool is_initial_letter(char32_t c);
  bool is_initial(std::string_view word, const NextWord& next) const;
  bool initial_ends(std::size_t begin, std::string_view word, const NextWord& next) const;

  /// Parts of one to three letters with stops between them: "U.S", "Ph.D", "S.p.A".
  static bool is_acronym(std::string_view word);

  bool starter(const NextWord& next, bool surnames_too) const;

  const SentenceText& text_;
  std::size_t begin_;
  std::string_view language_;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/full_stop.ipp>
#endif
