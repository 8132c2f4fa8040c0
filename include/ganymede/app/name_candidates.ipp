#pragma once
// The body of name_candidates.hpp.

#include <ganymede/app/name_candidates.hpp>

#include <ganymede/app/text_words.hpp>
#include <ganymede/text/sentences/text.hpp>
#include <ganymede/text/sentences/words.hpp>

#include <algorithm>
#include <array>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<TextRange> name_candidates(std::string_view text) {
  constexpr std::array<std::string_view, 16> inner{"of", "de", "del", "della", "der", "den", "da",  "di",
                                                   "do", "du", "la",  "le",    "van", "von", "bin", "al"};
  const std::vector<TextRange> words = words_of_text(text);
  const auto word = [&](std::size_t i) { return words[i].of(text); };
  const auto capital = [&](std::size_t i) { return i < words.size() && detail::is_upper(decode_utf8(text, words[i].begin).code_point); };
  /// Whether nothing, or a space, lies before word i.
  const auto near = [&](std::size_t i, std::size_t space) { return i < words.size() && words[i].begin == words[i - 1].end + space; };
  const auto initial = [&](std::size_t i) { return detail::is_one_character(word(i)) && near(i + 1, 0) && word(i + 1) == "."; };
  /// The word that continues a name behind word i; i where it ends.
  const auto next = [&](std::size_t i) {
    if (initial(i) && near(i + 2, 1) && capital(i + 2)) return i + 2;
    if (near(i + 1, 1) && capital(i + 1)) return i + 1;
    const bool joins = near(i + 1, 1) && std::find(inner.begin(), inner.end(), word(i + 1)) != inner.end();
    return joins && near(i + 2, 1) && capital(i + 2) ? i + 2 : i;
  };
  std::vector<TextRange> names;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!capital(i) || (detail::begins_sentences(word(i), false) && !initial(i))) continue;
    TextRange& name = names.emplace_back(words[i]);
    for (std::size_t n = next(i); n != i; n = next(i)) {
      const std::string_view last = word(i);
      if (last.ends_with("'s") || last.ends_with("\u2019s")) break;
      i = n;
      name.end = words[i].end;
    }
    for (const std::string_view possessive : {"'s", "\u2019s"})
      if (name.of(text).ends_with(possessive)) name.end -= possessive.size();
  }
  return names;
}

}  // namespace ganymede::inline v0
