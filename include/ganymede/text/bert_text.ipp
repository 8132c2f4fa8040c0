#pragma once
// The bodies of bert_text.hpp.

#include <ganymede/text/bert_text.hpp>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE bool is_any_punctuation(char32_t c) { return is_ascii_punctuation(c) || is_unicode8_punctuation(c); }

GANYMEDE_ONCE std::string bert_clean(std::string_view text) {
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

GANYMEDE_ONCE std::string bert_space_chinese(std::string_view text) {
  return map_code_points(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (is_bert_chinese(c))
      out.append(" ").append(bytes).append(" ");
    else
      out += bytes;
  });
}

GANYMEDE_ONCE std::string without_category(std::string_view text, bool nonspacing_only) {
  return map_code_points(text, [nonspacing_only](std::string& out, char32_t c, std::string_view bytes) {
    if (c < 0x300 || !(nonspacing_only ? is_unicode8_nonspacing(c) : is_mark(c))) out += bytes;
  });
}

GANYMEDE_ONCE std::string nmt_clean(std::string_view text) {
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

GANYMEDE_ONCE std::string_view stripped(std::string_view text, bool left, bool right) {
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

}
}
