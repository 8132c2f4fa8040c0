#pragma once
// The bodies of sentencepiece_normalizer.hpp.

#include <ganymede/text/sentencepiece_normalizer.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string SentencePieceNormalizer::operator()(std::string_view text) const {
  const std::string_view space = escape_whitespaces ? detail::space_marker : std::string_view(" ");
  std::size_t at = 0;
  if (remove_extra_whitespaces)
    for (Step step{}; at < text.size() && (step = first(text.substr(at))).replacement == " ";) at += step.length;
  std::string out;
  if (at == text.size()) return out;
  out.reserve(text.size() + text.size() / 4 + 3);
  if (add_dummy_prefix && !treat_whitespace_as_suffix) out += space;
  bool after_space = remove_extra_whitespaces;
  while (at < text.size()) {
    auto [length, replacement] = first(text.substr(at));
    at += length;
    while (after_space && replacement.starts_with(' ')) replacement.remove_prefix(1);
    if (replacement.empty()) continue;
    for (const char c : replacement)
      if (c == ' ')
        out += space;
      else
        out += c;
    after_space = remove_extra_whitespaces && replacement.ends_with(' ');
    TextGrowth::check(text.size(), out.size());
  }
  if (remove_extra_whitespaces)
    while (out.ends_with(space)) out.resize(out.size() - space.size());
  if (add_dummy_prefix && treat_whitespace_as_suffix) out += space;
  return out;
}

GANYMEDE_ONCE SentencePieceNormalizer::Step SentencePieceNormalizer::first(std::string_view text) const {
  if (user_defined)
    if (const auto [length, value] = user_defined->longest_prefix(text); value >= 0) return {length, text.substr(0, length)};
  if (rules)
    if (const auto match = rules->longest(text)) return *match;
  const Decoded character = decode_utf8(text, 0);
  if (!character.valid) return {1, "\xEF\xBF\xBD"};
  return {character.length, text.substr(0, character.length)};
}

}
