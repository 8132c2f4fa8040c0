#pragma once
// The bodies of stop.hpp.

#include <ganymede/text/sentences/stop.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE SentenceStop::SentenceStop(const SentenceText& text, SentenceBrackets& brackets, std::size_t begin, std::size_t at)
    : text_(text), begin_(begin), first_(at), end_(at) {
  while (const std::size_t length = part(end_, brackets)) end_ += length;
  inside_ = kind_ == Stop::full && brackets.inside_short();
}

GANYMEDE_ONCE bool SentenceStop::ends_sentence(std::string_view language) const {
  if (inside_) return false;
  const char32_t after = text_.at(end_).code_point;
  const SentenceGap gap = text_.gap(end_);
  if (gap.blank || gap.end == text_.size()) return true;
  if (gap.end == end_) return ends_unspaced(after);
  if (kind_ == Stop::full) return !(quoted_ && tells_who(gap.end));
  const NextWord next = next_word(gap.end);
  if (kind_ == Stop::dot && stops_ == 1) return FullStop(text_, begin_, language).ends(first_, next, quoted_);
  if (next.inverted) return true;
  if (next.lower) return false;
  if (kind_ == Stop::mark) return !(quoted_ && tells_who(next.at));
  return !is_digit(next.first) && text_.word(next.at) != "I";  // "Well ... I think", "it costs ... 5"
}

GANYMEDE_ONCE std::size_t SentenceStop::part(std::size_t at, SentenceBrackets& brackets) {
  const Decoded d = text_.at(at);
  const char32_t c = d.code_point;
  if (d.length == 0) return 0;
  if (const Stop stop = text_.stop(at, begin_); stop != Stop::none) {
    ++stops_;
    if (stops_ > 1 && stop == Stop::dot) kind_ = std::max(kind_, closed_ ? Stop::mark : Stop::ellipsis);  // "etc.)." and "..."
    kind_ = std::max(kind_, stop);
    return d.length;
  }
  if (c == '*' || c == '_' || is_superscript(c)) return d.length;
  if (is_emoji(c)) {
    quoted_ = false;
    return d.length;
  }
  if (c == '[') return reference(at);
  if (is_white_space(c)) return spaced_part(at);
  if (is_closing(c) || is_quote(c)) {
    if (is_opening(c) && (c > 0x3000 || (quoted_ && is_unspaced(text_.at(at + d.length).code_point)))) return 0;
    if (!is_unambiguous(c) && opens(at + d.length)) return 0;
    const std::size_t opening = brackets.take(c, at);
    within_ = opening != SentenceBrackets::npos && opening > begin_;
    remark_ = c > 0x3000 && !is_quote(c) && (within_ || c == 0x300B || c == 0x3009);
    quoted_ = quoted_ || is_quote(c);
    closed_ = true;
    return d.length;
  }
  return 0;
}

GANYMEDE_ONCE bool SentenceStop::is_unambiguous(char32_t c) {  // “, ” and » open in one language and close in another
  return c == 0x201D || c == 0x300D || c == 0x300F || c == 0xFF63 || (is_closing(c) && !is_quote(c));
}

GANYMEDE_ONCE bool SentenceStop::opens(std::size_t after) const {
  const Decoded d = text_.at(after);
  return d.length > 0 && !is_white_space(d.code_point) && !is_unspaced(d.code_point) &&
         (is_letter(d.code_point) || is_number(d.code_point) || d.code_point == 0xBF || d.code_point == 0xA1);
}

GANYMEDE_ONCE std::size_t SentenceStop::reference(std::size_t at) const {
  std::size_t end = at + 1;
  while (end - at < 5 && text_.at(end).code_point >= '0' && text_.at(end).code_point <= '9') ++end;
  return end > at + 1 && text_.at(end).code_point == ']' ? end + 1 - at : 0;
}

GANYMEDE_ONCE std::size_t SentenceStop::spaced_part(std::size_t at) {
  const Decoded space = text_.at(at);
  if (is_line_break(space.code_point)) return 0;
  const std::size_t next = at + space.length;
  const Decoded d = text_.at(next);
  if (is_emoji(d.code_point)) return space.length;
  if ((d.code_point == 0xBB || d.code_point == 0x203A) && !opens(next + d.length)) {
    quoted_ = true;
    return space.length + d.length;
  }
  for (const std::string_view smiley : {":-)", ":)", ";-)", ";)", ":-(", ":(", ":D", ":-D"})
    if (text_.bytes(next, std::min(next + smiley.size(), text_.size())) == smiley) {
      const Decoded after = text_.at(next + smiley.size());
      if (after.length == 0 || is_white_space(after.code_point)) return space.length + smiley.size();
    }
  return 0;
}

GANYMEDE_ONCE NextWord SentenceStop::next_word(std::size_t at) const {
  NextWord next;
  for (int skipped = 0; skipped < 8; ++skipped) {
    const Decoded d = text_.at(at);
    const char32_t c = d.code_point;
    next.inverted = next.inverted || c == 0xBF || c == 0xA1;
    next.bracket = next.bracket || c == '(' || c == '[';
    if (!(is_quote(c) || is_opening(c) || is_dash(c) || is_bullet(c) || c == '_' || c == 0xBF || c == 0xA1 ||
          (skipped > 0 && is_white_space(c))))
      break;
    at += d.length;
  }
  const Decoded d = text_.at(at);
  next.at = at;
  next.first = d.code_point;
  next.lower = is_lower(d.code_point) && !is_upper(text_.at(at + d.length).code_point);
  return next;
}

GANYMEDE_ONCE bool SentenceStop::ends_unspaced(char32_t after) const {
  if (after == 0xBF || after == 0xA1) return true;
  const bool opening = after > 0x2018 && is_opening(after);
  const bool unspaced = is_unspaced(after) || opening;
  if (kind_ != Stop::full && !(unspaced && is_unspaced(text_.before(first_, begin_).code_point))) return false;
  if (kind_ == Stop::ellipsis) return opening && quoted_;  // 我……我不知道
  if (is_punctuation(after) && !opening && !is_dash(after)) return false;
  if (remark_) return false;
  return !(is_quotative(after) || (quoted_ && !within_ && tells_who(end_)));
}

GANYMEDE_ONCE bool SentenceStop::is_quotative(char32_t after) const {
  const std::string_view rest = text_.bytes(end_, std::min(end_ + 12, text_.size()));
  if (after == 0x3068) return !rest.starts_with("とても") && !rest.starts_with("ところ") && !rest.starts_with("とにかく");
  if (rest.starts_with("って")) return true;
  return quoted_ && (after == 0x3092 || rest.starts_with("など") || rest.starts_with("なんて"));
}

GANYMEDE_ONCE bool SentenceStop::tells_who(std::size_t at) const {
  if (is_unspaced(text_.at(at).code_point)) {
    char32_t last = 0;
    for (int i = 0; i < 7; ++i) {
      const Decoded d = text_.at(at);
      const char32_t c = d.code_point;
      if (!is_unspaced(c)) return false;
      if (c == 0x8BF4 || c == 0x8AAA || c == 0x95EE || c == 0x554F || c == 0x558A || c == 0x7B54 || c == 0x56B7)
        return true;                                   // 说說问問喊答嚷
      if (c == 0x9053 && last != 0x77E5) return true;  // 道, but not 知道
      last = c;
      at += d.length;
    }
    return false;
  }
  for (int words = 0; words < 3; ++words) {
    const std::string_view word = text_.word(at);
    if (word.empty()) return false;
    if (is_saying(word)) return true;
    at += word.size();
    const Decoded d = text_.at(at);
    if (d.code_point != ' ') return false;
    at += d.length;
  }
  return false;
}

}
