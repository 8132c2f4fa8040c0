#pragma once
// Words that tell whether a full stop ends a sentence: abbreviations, words that begin sentences, months, verbs of saying. Tables
// of common knowledge; a language's `hinted` words are ordinary words elsewhere and count only where the language is given.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// What a word and its full stop mean for the sentence.
enum class Abbreviation : std::uint8_t {
  none,     ///< no abbreviation
  leads,    ///< something always follows: "Dr.", "z. B."
  number,   ///< an abbreviation before a number, a word of its own otherwise: "No."
  may_end,  ///< the sentence ends if the next word likes to begin one: "Inc.", "U.S."
  ends,     ///< the sentence ends if a capital follows: "etc."
  time      ///< likewise, but not before a day or a time zone: "p.m."
};

/// A list of words separated by spaces, looked up in logarithmic time.
class WordList {
 public:
  explicit WordList(std::string_view words);
  bool contains(std::string_view word) const;

 private:
  std::vector<std::string_view> words_;
};

/// An entry in lower case stands for the capitalised word too; an entry with capitals for itself only.
struct Abbreviations {
  std::string_view language;  ///< empty: in every text
  Abbreviation kind;
  WordList words;
};

GANYMEDE_ONCE const std::vector<Abbreviations>& abbreviations();

/// `word` without its last full stop, inner ones written without spaces: "Dr", "z.B". `language`: two letters or nothing.
GANYMEDE_ONCE Abbreviation abbreviation(std::string_view word, std::string_view language);

/// Whether a capitalised word likes to begin a sentence. `surnames_too`: articles that begin surnames as well, "Le", "La".
GANYMEDE_ONCE bool begins_sentences(std::string_view word, bool surnames_too);

/// What may follow a German ordinal, and what may stand before one: "am 3. Oktober", "der 2. Weltkrieg".
GANYMEDE_ONCE bool is_german_month(std::string_view word);
GANYMEDE_ONCE bool precedes_ordinals(std::string_view word, bool german);

/// A verb that tells who spoke, after a quotation that ended with ! or ?.
GANYMEDE_ONCE bool is_saying(std::string_view word);

/// What keeps "5 p.m." from ending a sentence although a capital follows.
GANYMEDE_ONCE bool continues_time(std::string_view word);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/words.ipp>
#endif
