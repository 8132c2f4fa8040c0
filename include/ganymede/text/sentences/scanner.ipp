#pragma once
// The bodies of scanner.hpp.

#include <ganymede/text/sentences/scanner.hpp>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE SentenceScanner::SentenceScanner(std::string_view text, std::string_view language)
    : text_(text), language_(two_letters(language)), brackets_(text_) {}

GANYMEDE_ONCE void SentenceScanner::run(FunctionRef<void(const Sentence&)> found) {
  start(text_.gap(0).end);
  while (at_ < text_.size()) {
    const Decoded d = text_.at(at_);
    const char32_t c = d.code_point;
    std::size_t end = 0;
    if (is_line_break(c)) {
      const SentenceGap gap = text_.gap(at_);
      if (gap.blank || item_begins(gap.end)) end = solid_;
      at_ = gap.end;
    } else if (text_.stop(at_, begin_) != Stop::none) {
      const SentenceStop stop(text_, brackets_, begin_, at_);
      at_ = solid_ = stop.end();
      if (content_ && stop.ends_sentence(language_)) end = solid_;
    } else {
      brackets_.take(c, at_);
      at_ += d.length;
      if (!is_white_space(c)) solid_ = at_;
      content_ = content_ || !(is_white_space(c) || is_punctuation(c));
    }
    if (end > 0) emit(end, found);
  }
  if (solid_ > begin_) emit(solid_, found);
}

GANYMEDE_ONCE std::string_view SentenceScanner::two_letters(std::string_view language) {
  constexpr std::string_view known[][2] = {{"eng", "en"}, {"deu", "de"}, {"ger", "de"}, {"fra", "fr"}, {"fre", "fr"}, {"spa", "es"},
                                           {"por", "pt"}, {"ita", "it"}, {"nld", "nl"}, {"dut", "nl"}, {"hun", "hu"}};
  const std::string_view code = language.substr(0, language.find_first_of("-_"));
  for (const auto& [three, two] : known)
    if (code == three) return two;
  return code;
}

GANYMEDE_ONCE void SentenceScanner::start(std::size_t at) {
  begin_ = at_ = solid_ = at;
  content_ = false;
  item_ = marker_at(at);
}

GANYMEDE_ONCE void SentenceScanner::emit(std::size_t end, FunctionRef<void(const Sentence&)> found) {
  const SentenceGap gap = text_.gap(end);
  found(Sentence{begin_, end, gap.blank || gap.end == text_.size()});
  if (gap.blank) brackets_.clear();
  start(gap.end);
}

GANYMEDE_ONCE bool SentenceScanner::marker_at(std::size_t at) const {
  const Decoded first = text_.at(at);
  if (is_bullet(first.code_point) || is_dash(first.code_point))
    return is_white_space(text_.at(at + first.length).code_point) || first.code_point > '-';
  std::size_t end = at;
  while (end - at < 3 && text_.at(end).code_point >= '0' && text_.at(end).code_point <= '9') ++end;
  const bool number = end > at;
  if (!number && is_letter(first.code_point)) end += first.length;
  const char32_t mark = text_.at(end).code_point;
  return end > at && (mark == ')' || (mark == '.' && number)) && is_white_space(text_.at(end + 1).code_point);
}

GANYMEDE_ONCE bool SentenceScanner::item_begins(std::size_t at) const {
  if (!marker_at(at)) return false;
  const char32_t last = text_.before(solid_, begin_).code_point;
  return item_ || last == ':' || last == ';' || stop_of(last) != Stop::none || is_closing(last);
}

}
}
