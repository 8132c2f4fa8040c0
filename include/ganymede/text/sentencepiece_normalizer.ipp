#pragma once
// The bodies of sentencepiece_normalizer.hpp.

#include <ganymede/text/sentencepiece_normalizer.hpp>

namespace ganymede::inline v0 {

template <class Out>
void SentencePieceNormalizer::normalize(std::string_view text, Out& out) const {
  const std::string_view space = escape_whitespaces ? detail::space_marker : std::string_view(" ");
  std::size_t at = 0;
  if (remove_extra_whitespaces)
    for (Step step{}; at < text.size() && (step = first(text.substr(at))).replacement == " ";) at += step.length;
  if (at == text.size()) return;
  if (add_dummy_prefix && !treat_whitespace_as_suffix) out.append(space, {at, at + first(text.substr(at)).length});
  bool after_space = remove_extra_whitespaces;
  while (at < text.size()) {
    auto [length, replacement] = first(text.substr(at));
    const TextRange from{at, at + length};
    at += length;
    while (after_space && replacement.starts_with(' ')) replacement.remove_prefix(1);
    if (replacement.empty()) continue;
    for (const char& c : replacement) out.append(c == ' ' ? space : std::string_view(&c, 1), from);
    after_space = remove_extra_whitespaces && replacement.ends_with(' ');
    TextGrowth::check(text.size(), out.text.size());
  }
  if (remove_extra_whitespaces)
    while (out.text.ends_with(space)) out.resize(out.text.size() - space.size());
  if (add_dummy_prefix && treat_whitespace_as_suffix) out.append(space, {text.size() - 1, text.size()});
}

GANYMEDE_ONCE std::string SentencePieceNormalizer::operator()(std::string_view text) const {
  struct {
    std::string text{};
    void append(std::string_view bytes, TextRange) { text += bytes; }
    void resize(std::size_t bytes) { text.resize(bytes); }
  } out;
  out.text.reserve(text.size() + text.size() / 4 + 3);
  normalize(text, out);
  return std::move(out.text);
}

GANYMEDE_ONCE AlignedText SentencePieceNormalizer::align(const AlignedView& text) const {
  AlignedText out;
  normalize(text.text, out);
  for (TextRange& from : out.source) from = text.range(from.begin, from.end);
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
