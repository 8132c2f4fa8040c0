#pragma once
// What BERT's basic tokenizer does to a text before it cuts it, and the Nmt clean-up of SentencePiece's nmt rules.
// Devlin et al. 2018, "BERT", tokenization.py of its release; ranges and orders as in the Hugging Face tokenizers.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/unicode8.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {

/// Copies the text, calling f(out, code point, bytes) for each code point.
template <class F>
std::string map_code_points(std::string_view text, F&& f) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) { f(out, c, bytes); });
  return out;
}

/// The CJK blocks BERT sets apart; the gap before U+2B920 is its own.
inline bool is_bert_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

inline bool is_ascii_punctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}
GANYMEDE_ONCE bool is_any_punctuation(char32_t c);

/// Control characters go, white space becomes one kind of space.
GANYMEDE_ONCE std::string bert_clean(std::string_view text);

GANYMEDE_ONCE std::string bert_space_chinese(std::string_view text);

GANYMEDE_ONCE std::string without_category(std::string_view text, bool nonspacing_only);

/// SentencePiece's nmt rules: control characters go, odd spaces become spaces.
GANYMEDE_ONCE std::string nmt_clean(std::string_view text);

/// The text without white space (property White_Space) at the ends asked for.
GANYMEDE_ONCE std::string_view stripped(std::string_view text, bool left, bool right);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/bert_text.ipp>
#endif
