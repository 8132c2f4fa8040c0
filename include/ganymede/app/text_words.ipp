#pragma once
// The bodies of text_words.hpp.

#include <ganymede/app/text_words.hpp>

#include <ganymede/text/sentences/text.hpp>
#include <ganymede/text/unicode/graphemes.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

namespace detail {

/// A grapheme cluster, by what it is in a word.
struct WordCharacter {
  enum Kind { space, letter, unspaced, emoji, mark };
  TextRange range{};
  char32_t code_point = 0;  // the first
  Kind kind = letter;
};

inline WordCharacter::Kind kind_in_word(char32_t c) {
  if (is_white_space(c)) return WordCharacter::space;
  const std::string_view writing = c < 0xE00 ? std::string_view() : script(c);
  if (is_unspaced(c) || writing == "Thai" || writing == "Lao" || writing == "Khmer" || writing == "Myanmar") return WordCharacter::unspaced;
  if (is_punctuation(c) && general_category(c) != GeneralCategory::Pc) return WordCharacter::mark;
  return is_emoji(c) ? WordCharacter::emoji : WordCharacter::letter;
}

inline std::vector<WordCharacter> word_characters(std::string_view text) {
  std::vector<WordCharacter> all;
  std::size_t at = 0;
  for_each_grapheme(text, [&](std::string_view cluster) {
    const char32_t first = decode_utf8(cluster, 0).code_point;
    all.push_back({{at, at + cluster.size()}, first, kind_in_word(first)});
    at += cluster.size();
  });
  return all;
}

/// Whether a mark between two letters is part of the word.
inline bool joins_word(char32_t before, char32_t mark, char32_t after) {
  constexpr std::u32string_view anywhere = U"'\u2019-\u2010\u2011.\u00b7", in_numbers = U",:/";
  return anywhere.find(mark) != anywhere.npos || (in_numbers.find(mark) != in_numbers.npos && is_digit(before) && is_digit(after));
}

}  // namespace detail

GANYMEDE_ONCE std::vector<TextRange> words_of_text(std::string_view text, std::span<const std::size_t> breaks) {
  using detail::WordCharacter;
  const std::vector<WordCharacter> all = detail::word_characters(text);
  const auto is = [&](std::size_t i, WordCharacter::Kind kind) { return i < all.size() && all[i].kind == kind; };
  const auto goes_on = [&](std::size_t i) {  // whether character i + 1 belongs to the word of character i
    switch (all[i].kind) {
      case WordCharacter::letter:
        return is(i + 1, WordCharacter::letter) || (is(i + 1, WordCharacter::mark) && is(i + 2, WordCharacter::letter) &&
                                                    detail::joins_word(all[i].code_point, all[i + 1].code_point, all[i + 2].code_point));
      case WordCharacter::unspaced:
        return is(i + 1, WordCharacter::unspaced) && !std::binary_search(breaks.begin(), breaks.end(), all[i + 1].range.begin);
      case WordCharacter::mark:
        return is(i + 1, WordCharacter::mark) && all[i].range.of(text) == all[i + 1].range.of(text);
      default:
        return false;
    }
  };
  std::vector<TextRange> words;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].kind == WordCharacter::space) continue;
    const std::size_t begin = all[i].range.begin;
    const bool letters = all[i].kind == WordCharacter::letter;
    while (goes_on(i)) i += letters && is(i + 1, WordCharacter::mark) ? 2 : 1;  // a mark that joins, and the letter after it
    words.push_back({begin, all[i].range.end});
  }
  return words;
}

GANYMEDE_ONCE std::vector<TextRange> spaced_words_of_text(std::string_view text) {
  std::vector<TextRange> words;
  bool inside = false;
  for (const detail::WordCharacter& c : detail::word_characters(text)) {
    const bool word = c.kind != detail::WordCharacter::space;
    if (word && !inside) words.push_back(c.range);
    if (word) words.back().end = c.range.end;
    inside = word;
  }
  return words;
}

}  // namespace ganymede::inline v0
