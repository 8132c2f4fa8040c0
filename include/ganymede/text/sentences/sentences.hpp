#pragma once
// A text into its sentences, in whatever language: translation models are trained on sentences, and paragraphs are what people have.
//
//     for (const ganymede::Sentence& s : ganymede::split_sentences("Dr. Who? No. 5, by J. R. R. Tolkien. He left.")) ...

#include <ganymede/text/sentences/stop.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Bytes [begin, end) of the text it was found in, white space trimmed off.
struct Sentence {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool ends_paragraph = false;  ///< a blank line follows, or the end of the text
};

namespace detail {

/// One pass over a text; see split_sentences().
class SentenceScanner {
 public:
  SentenceScanner(std::string_view text, std::string_view language) : text_(text), language_(two_letters(language)), brackets_(text_) {}

  template <class F>
  void run(F&& found) {
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
  std::size_t steps() const { return text_.steps(); }

 private:
  static std::string_view two_letters(std::string_view language) {
    constexpr std::string_view known[][2] = {{"eng", "en"}, {"deu", "de"}, {"ger", "de"}, {"fra", "fr"}, {"fre", "fr"}, {"spa", "es"},
                                             {"por", "pt"}, {"ita", "it"}, {"nld", "nl"}, {"dut", "nl"}, {"hun", "hu"}};
    const std::string_view code = language.substr(0, language.find_first_of("-_"));
    for (const auto& [three, two] : known)
      if (code == three) return two;
    return code;
  }

  void start(std::size_t at) {
    begin_ = at_ = solid_ = at;
    content_ = false;
    item_ = marker_at(at);
  }
  template <class F>
  void emit(std::size_t end, F&& found) {
    const SentenceGap gap = text_.gap(end);
    found(Sentence{begin_, end, gap.blank || gap.end == text_.size()});
    if (gap.blank) brackets_.clear();
    start(gap.end);
  }

  /// Whether the item of a list begins at `at`: "- ", "• ", "1. ", "a) ".
  bool marker_at(std::size_t at) const {
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
  /// Whether a new line begins an item: after an item, a stop or a colon, so that a wrapped line does not.
  bool item_begins(std::size_t at) const {
    if (!marker_at(at)) return false;
    const char32_t last = text_.before(solid_, begin_).code_point;
    return item_ || last == ':' || last == ';' || stop_of(last) != Stop::none || is_closing(last);
  }

  SentenceText text_;
  std::string_view language_;
  SentenceBrackets brackets_;
  std::size_t begin_ = 0, at_ = 0, solid_ = 0;  // of the sentence; the next character; the end of what is no white space
  bool content_ = false;                        // the sentence has more than punctuation
  bool item_ = false;                           // and began as the item of a list
};

}  // namespace detail

/// Calls found(Sentence) for each sentence of `text`, in order, in time linear in its length and with constant memory. Language-neutral;
/// `language` ("de", "deu_Latn", "de_DE", ...; unknown codes count as none) adds abbreviations that are words elsewhere.
///
/// Any bytes: what is no UTF-8 belongs to its sentence. Between two sentences lies white space only, or nothing ("はい。いいえ。"), so that
/// the sentences and what lies between them are the text. A single line break counts as a space; a blank line ends a sentence always.
template <class F>
void for_each_sentence(std::string_view text, std::string_view language, F&& found) {
  detail::SentenceScanner(text, language).run(found);
}

/// The same as a list.
inline std::vector<Sentence> split_sentences(std::string_view text, std::string_view language = {}) {
  std::vector<Sentence> sentences;
  for_each_sentence(text, language, [&](const Sentence& sentence) { sentences.push_back(sentence); });
  return sentences;
}

}  // namespace ganymede::inline v0
