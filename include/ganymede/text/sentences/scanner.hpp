#pragma once
// One pass over a text that finds its sentences; see split_sentences().

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/sentences/sentence.hpp>
#include <ganymede/text/sentences/stop.hpp>

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {

class SentenceScanner {
 public:
  SentenceScanner(std::string_view text, std::string_view language);

  void run(FunctionRef<void(const Sentence&)> found);
  std::size_t steps() const { return text_.steps(); }

 private:
  static std::string_view two_letters(std::string_view language);

  void start(std::size_t at);
  void emit(std::size_t end, FunctionRef<void(const Sentence&)> found);

  /// Whether the item of a list begins at `at`: "- ", "• ", "1. ", "a) ".
  bool marker_at(std::size_t at) const;
  /// Whether a new line begins an item: after an item, a stop or a colon, so that a wrapped line does not.
  bool item_begins(std::size_t at) const;

  SentenceText text_;
  std::string_view language_;
  SentenceBrackets brackets_;
  std::size_t begin_ = 0, at_ = 0, solid_ = 0;  // of the sentence; the next character; the end of what is no white space
  bool content_ = false;                        // the sentence has more than punctuation
  bool item_ = false;                           // and began as the item of a list
};

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/scanner.ipp>
#endif
