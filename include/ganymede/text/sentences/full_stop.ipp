#pragma once
// The bodies of full_stop.hpp.

#include <ganymede/text/sentences/full_stop.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE FullStop::FullStop(const SentenceText& text, std::size_t begin, std::string_view language)
    : text_(text), begin_(begin), language_(language) {}

GANYMEDE_ONCE bool FullStop::ends(std::size_t dot, const NextWord& next, bool quoted) const {
  if (next.lower) return false;
  const std::size_t begin = word_begin(dot);
  if (begin == dot) return true;  // after a bracket or a quote
  std::string_view word = text_.bytes(begin, dot);
  if (is_enumerator(begin, word)) return false;
  if (all_digits(word)) return number_ends(begin, word, next);

  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));  // "5p.m."
  bool contraction = false;
  for (const std::string_view apostrophe : {"'", "\u2019"})
    if (const std::size_t at = word.rfind(apostrophe); at != std::string_view::npos && at + apostrophe.size() < word.size()) {
      word.remove_prefix(at + apostrophe.size());
      contraction = is_lower(decode_utf8(word, 0).code_point);  // "can't.", but "d'A. Dumas"
    }
  const std::string chain = chained(begin, word);
  Abbreviation kind = abbreviation(chain, language_);
  if (kind == Abbreviation::none && chain.size() != word.size()) kind = abbreviation(word, language_);
  if (kind == Abbreviation::none && (word.ends_with("str") || word.ends_with("-Str"))) kind = Abbreviation::number;  // "Goethestr. 5"
  if (kind == Abbreviation::none) {
    if (!contraction && is_initial(word, next)) return initial_ends(begin, word, next);
    if (is_acronym(word)) kind = Abbreviation::may_end;
  }
  if (kind == Abbreviation::none) return !text_.bytes(next.at, std::min(next.at + 4, text_.size())).starts_with("J.-C");  // "apr. J.-C."
  if (kind == Abbreviation::leads) return false;
  if (quoted) return true;
  if (kind == Abbreviation::number) return !is_digit(next.first) && !is_roman(text_.word(next.at), false);
  if (next.bracket) return false;
  if (kind == Abbreviation::time) return !continues_time(text_.word(next.at));
  return kind == Abbreviation::ends || next.inverted || starter(next, true);
}

GANYMEDE_ONCE std::size_t FullStop::word_begin(std::size_t end) const {
  std::size_t at = end;
  while (end - at < longest) {
    const Decoded d = text_.before(at, begin_);
    const char32_t c = d.code_point;
    if (d.length == 0 || !(is_letter(c) || is_mark(c) || is_number(c) || c == '.' || c == '-' || c == '\'' || c == 0x2019 || c == '&'))
      break;
    at -= d.length;
  }
  return at;
}

GANYMEDE_ONCE bool FullStop::is_roman(std::string_view word, bool small) {
  return !word.empty() && word.size() <= 7 &&
         (word.find_first_not_of("IVXLC") == std::string_view::npos || (small && word.find_first_not_of("ivx") == std::string_view::npos));
}

GANYMEDE_ONCE bool FullStop::is_enumerator(std::size_t begin, std::string_view word) const {
  if (begin > begin_ + 3) return false;
  for (std::size_t at = begin_; at < begin;) {
    const Decoded d = text_.at(at);
    if (!is_punctuation(d.code_point) && !is_white_space(d.code_point)) return false;
    at += d.length;
  }
  const std::size_t dot = word.find('.');
  if (word.find_first_not_of("0123456789.") == std::string_view::npos) return dot != std::string_view::npos || word.size() <= 3;
  const Decoded first = decode_utf8(word, 0);
  if (first.length == word.size()) return is_initial_letter(first.code_point);
  return word.size() <= 5 && is_roman(word, true);
}

GANYMEDE_ONCE bool FullStop::number_ends(std::size_t begin, std::string_view number, const NextWord& next) const {
  if (is_digit(next.first)) return number.size() > 2;  // "3. 10. 2024"
  const bool german = language_ == "de";
  if (number.size() > 3 || !(german || language_.empty())) return true;
  return !is_german_month(text_.word(next.at)) && !(is_upper(next.first) && precedes_ordinals(previous_word(begin), german));
}

GANYMEDE_ONCE std::string_view FullStop::previous_word(std::size_t at) const {
  std::size_t end = at;
  for (Decoded d = text_.before(end, begin_); d.length > 0 && is_white_space(d.code_point) && at - end < 8; d = text_.before(end, begin_))
    end -= d.length;
  return text_.bytes(word_begin(end), end);
}

GANYMEDE_ONCE std::string FullStop::chained(std::size_t begin, std::string_view word) const {
  std::string chain{word};
  for (int links = 0; links < 3; ++links) {
    const std::string_view before = previous_word(begin);
    if (before.size() < 2 || before.size() > 5 || !before.ends_with('.')) break;
    chain.insert(0, before);
    begin = static_cast<std::size_t>(before.data() - text_.bytes(0, 0).data());
  }
  return chain;
}

GANYMEDE_ONCE bool FullStop::is_initial_letter(char32_t c) {
  return is_upper(c) || is_lower(c) || (is_letter(c) && ((c >= 0x5D0 && c <= 0x64A) || (c >= 0xE01 && c <= 0xE2E)));
}

GANYMEDE_ONCE bool FullStop::is_initial(std::string_view word, const NextWord& next) const {
  if (word.empty()) return false;
  const std::size_t hyphen = word.rfind('-');
  if (hyphen != std::string_view::npos && hyphen > 0 && word[hyphen - 1] == '.') word.remove_prefix(hyphen + 1);  // "J.-P."
  if (word.empty()) return false;
  const Decoded letter = decode_utf8(word, 0);
  if (letter.length != word.size() || !is_initial_letter(letter.code_point)) return false;
  if (!is_lower(letter.code_point) || !is_upper(next.first)) return true;
  // "il y a. Paul", but "a. D."
  constexpr std::string_view words = "a e o y é è à ó";
  return words.find(word) == std::string_view::npos || text_.at(next.at + text_.word(next.at).size()).code_point == '.';
}

GANYMEDE_ONCE bool FullStop::initial_ends(std::size_t begin, std::string_view word, const NextWord& next) const {
  const std::string_view quantity = previous_word(begin);
  if (next.inverted) return true;
  if (std::string_view("ghlms").find(word) != std::string_view::npos && !quantity.empty() && all_digits(quantity)) return true;  // "8 h."
  if (word == "I" && language_ != "de") {  // "Neither do I. Bob ...", but "I. Newton" and "Napoleon I."
    const std::string_view before = previous_word(begin);
    if (!before.empty() && is_lower(decode_utf8(before, 0).code_point) && !before.ends_with('.')) return true;
  }
  return starter(next, false);
}

GANYMEDE_ONCE bool FullStop::is_acronym(std::string_view word) {
  std::size_t parts = 1, letters = 0, longest_part = 0;
  for_each_code_point(word, [&](char32_t c, std::string_view) {
    if (c == '.') ++parts, letters = 0;
    if (is_letter(c)) longest_part = std::max(longest_part, ++letters);
    if (is_number(c)) longest_part = longest;
  });
  return parts > 1 && longest_part <= 2;
}

GANYMEDE_ONCE bool FullStop::starter(const NextWord& next, bool surnames_too) const {
  const std::string_view word = text_.word(next.at);
  const char32_t after = text_.at(next.at + word.size()).code_point;
  if (word == "C" || word == "J") return after == '\'' || after == 0x2019;  // "C'est", "J'ai"
  return after != '.' && after != ',' && begins_sentences(word, surnames_too);
}

}
