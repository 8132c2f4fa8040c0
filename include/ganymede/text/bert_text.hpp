#pragma once
// What BERT's basic tokenizer does to a text before it cuts it, and the Nmt clean-up of SentencePiece's nmt rules.
// Devlin et al. 2018, "BERT", tokenization.py of its release; ranges and orders as in the Hugging Face tokenizers.

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
constexpr bool is_bert_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

constexpr bool is_ascii_punctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}
inline bool is_any_punctuation(char32_t c) { return is_ascii_punctuation(c) || is_unicode8_punctuation(c); }

/// Control characters go, white space becomes one kind of space.
inline std::string bert_clean(std::string_view text) {
  return map_code_points(text, [](std::string& out, char32_t c, std::string_view bytes) {
    const bool space = c == '\t' || c == '\n' || c == '\r';
    if (c == 0 || c == replacement_character || (!space && c != not_unicode && is_unicode8_other(c))) return;
    if (c != not_unicode && is_white_space(c)) {
      out += ' ';
    } else {
      out += bytes;
    }
  });
}

inline std::string bert_space_chinese(std::string_view text) {
  return map_code_points(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (is_bert_chinese(c))
      out.append(" ").append(bytes).append(" ");
    else
      out += bytes;
  });
}

inline std::string without_category(std::string_view text, bool nonspacing_only) {
  return map_code_points(text, [nonspacing_only](std::string& out, char32_t c, std::string_view bytes) {
    if (c < 0x300 || !(nonspacing_only ? is_unicode8_nonspacing(c) : is_mark(c))) out += bytes;
  });
}

/// SentencePiece's nmt rules: control characters go, odd spaces become spaces.
inline std::string nmt_clean(std::string_view text) {
  return map_code_points(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if ((c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F) return;
    const bool space = c == 9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
                       c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
    if (space)
      out += ' ';
    else
      out += bytes;
  });
}

/// The text without white space (property White_Space) at the ends asked for.
inline std::string_view stripped(std::string_view text, bool left, bool right) {
  std::size_t begin = text.size(), end = 0, at = 0;
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    if (c == not_unicode || !is_white_space(c)) {
      begin = std::min(begin, at);
      end = at + bytes.size();
    }
    at += bytes.size();
  });
  if (begin > end) return left || right ? std::string_view{} : text;
  if (!left) begin = 0;
  if (!right) end = text.size();
  return text.substr(begin, end - begin);
}

}  // namespace detail

}  // namespace ganymede::inline v0
