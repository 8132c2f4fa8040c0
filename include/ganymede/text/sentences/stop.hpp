#pragma once
// A stop and what belongs to it, `?!`, `...”`, `.)`, an emoji, and whether the sentence ends there.

#include <ganymede/split.hpp>
#include <ganymede/text/sentences/brackets.hpp>
#include <ganymede/text/sentences/full_stop.hpp>

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0::detail {

class SentenceStop {
 public:
  /// Reads the stops at `at` and what closes behind them, in the sentence that began at `begin`.
  SentenceStop(const SentenceText& text, SentenceBrackets& brackets, std::size_t begin, std::size_t at);

  std::size_t end() const { return end_; }

  /// `language`: two letters or nothing.
  bool ends_sentence(std::string_view language) const;

 private:
  /// The length of the next part of the stop, 0 where it is complete.
  std::size_t part(std::size_t at, SentenceBrackets& brackets);

  static bool is_unambiguous(char32_t c);
  /// Whether a quote opens, by what follows it.
  bool opens(std::size_t after) const;
  /// "[12]"
  std::size_t reference(std::size_t at) const;
  /// After a space: an emoji, the quote that closes in French, a smiley.
  std::size_t spaced_part(std::size_t at);

  /// What the next sentence would begin with, behind quotes, brackets, dashes and marks of emphasis.
  NextWord next_word(std::size_t at) const;

  /// Without white space behind it only a stop that needs none ends, or one between letters that stand without spaces.
  bool ends_unspaced(char32_t after) const;

  /// と, って, など and を after a quotation: 「はい。」と言った; after a mark without quotes, と and って only.
  bool is_quotative(char32_t after) const;

  /// Whether the words at `at` say who spoke, "John said", 他说: then the quotation before them is part of their sentence.
  bool tells_who(std::size_t at) const;

  const SentenceText& text_;
  std::size_t begin_, first_, end_;
  std::size_t stops_ = 0;
  Stop kind_ = Stop::none;
  bool closed_ = false;  // a bracket or a quotation ended
  bool quoted_ = false;  // a quotation
  bool inside_ = false;  // within a short bracket
  bool within_ = false;  // a bracket or quotation ended that began after the sentence
  bool remark_ = false;  // likewise, and no quotation; or a title, 《你是谁？》
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/stop.ipp>
#endif
