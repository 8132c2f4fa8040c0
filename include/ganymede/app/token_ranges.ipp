#pragma once
// The bodies of token_ranges.hpp.

#include <ganymede/app/token_ranges.hpp>

#include <ganymede/text/unicode/graphemes.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <string>

namespace ganymede::inline v0 {

namespace detail {

/// A base letter of a text, and the grapheme cluster that has it.
struct BaseLetter {
  char32_t code_point = 0;
  TextRange range{};
};

/// No white space, no marks, no controls: what tokenizers add, change and leave out.
inline std::vector<BaseLetter> base_letters(std::string_view text) {
  std::vector<BaseLetter> letters;
  std::size_t at = 0;
  for_each_grapheme(text, [&](std::string_view cluster) {
    const TextRange range{at, at += cluster.size()};
    for_each_code_point(nfkd(to_lower(cluster)), [&](char32_t c, std::string_view) {
      if (!is_white_space(c) && !is_mark(c) && !is_category(c, 'C')) letters.push_back({c, range});
    });
  });
  return letters;
}

/// For each letter of `changed` the letter of `text` that it is or, where there is none, that comes next.
inline std::vector<std::size_t> match_letters(std::span<const BaseLetter> text, std::span<const BaseLetter> changed) {
  constexpr std::size_t alike = 3, furthest = 64;
  const auto matches = [&](std::size_t i, std::size_t k, std::size_t count) {  // or all that is left of both
    for (; count > 0; --count, ++i, ++k) {
      if (i >= text.size() || k >= changed.size()) return i >= text.size() && k >= changed.size();
      if (text[i].code_point != changed[k].code_point) return false;
    }
    return true;
  };
  std::vector<std::size_t> match(changed.size());
  std::size_t i = 0, k = 0;
  const auto skip = [&](std::size_t of_text, std::size_t of_changed) {
    for (const std::size_t end = k + of_changed; k < end; ++k) match[k] = i;
    i += of_text;
  };
  const auto resume = [&] {  // the shortest way on to where both are alike again
    for (std::size_t apart = 1; apart <= furthest; ++apart)
      for (std::size_t of_text = 0; of_text <= apart; ++of_text)
        if (i + of_text <= text.size() && k + (apart - of_text) <= changed.size() && matches(i + of_text, k + (apart - of_text), alike))
          return skip(of_text, apart - of_text);
    skip(1, 1);
  };
  while (k < changed.size() && i < text.size())
    if (matches(i, k, 1))
      match[k++] = i++;
    else
      resume();
  for (; k < changed.size(); ++k) match[k] = text.size();
  return match;
}

}  // namespace detail

GANYMEDE_ONCE std::vector<TextRange> token_ranges(const Tokenizer& tokenizer, std::span<const TokenId> ids, std::string_view text) {
  const std::string decoded = tokenizer.decode(ids);
  const std::vector<detail::BaseLetter> letters = detail::base_letters(text), changed = detail::base_letters(decoded);
  const std::vector<std::size_t> match = detail::match_letters(letters, changed);
  const auto place = [&](std::size_t k) {  // of letter k of the decoded text
    return k < changed.size() && match[k] < letters.size() ? letters[match[k]].range : TextRange{text.size(), text.size()};
  };
  std::vector<TextRange> ranges;
  std::size_t first = 0, begin = 0;  // the letter that this token begins with, and how many bytes those before it decode to
  for (std::size_t t = 0; t < ids.size(); ++t) {
    const std::string now = tokenizer.decode(ids.first(t + 1));
    const auto same = static_cast<std::size_t>(std::mismatch(now.begin(), now.end(), decoded.begin(), decoded.end()).first - now.begin());
    const bool cut = now.find("\uFFFD", same - std::min<std::size_t>(same, 2)) != std::string::npos;  // a part of a character is a U+FFFD
    const std::size_t upto = std::max(begin, cut ? same + 1 : same);
    while (first > 0 && changed[first - 1].range.end > begin) --first;  // that character
    while (first < changed.size() && changed[first].range.end <= begin) ++first;
    std::size_t end = first;
    while (end < changed.size() && changed[end].range.begin < upto) ++end;
    const std::size_t from = place(first).begin;
    ranges.push_back({from, end > first ? std::max(from, place(end - 1).end) : from});
    begin = std::max(begin, same);
  }
  return ranges;
}

}  // namespace ganymede::inline v0
