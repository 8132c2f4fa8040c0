#pragma once
// The bodies of search_terms.hpp.

#include <ganymede/text/search_terms.hpp>

#include <ganymede/text/sentences/text.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <cstddef>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Whether a character is a term by itself.
inline bool is_term_alone(char32_t c) {
  if (c < 0xE00 || !(is_letter(c) || is_mark(c))) return false;
  const std::string_view writing = script(c);
  return is_unspaced(c) || writing == "Hangul" || writing == "Thai" || writing == "Lao" || writing == "Khmer" || writing == "Myanmar";
}

/// Collects characters to terms.
class SearchTerms {
 public:
  explicit SearchTerms(FunctionRef<void(const std::string&)> found) : found_(found) {}

  void add(char32_t c) {
    if (is_mark(c) && !alone_.empty()) return append_utf8(alone_, simple_fold(c));  // a vowel, a tone or a voicing belongs to its letter
    if (is_term_alone(c)) {
      end_word();
      end_alone();
      return append_utf8(alone_, simple_fold(c));
    }
    end_run();
    if (!is_letter(c) && !is_mark(c) && !is_number(c)) return end_word();
    if (length_++ < longest) append_utf8(word_, simple_fold(c));
  }
  void end() {
    end_run();
    end_word();
  }

 private:
  static constexpr std::size_t longest = 64;

  void end_word() {
    if (!word_.empty()) found_(word_);
    word_.clear();
    length_ = 0;
  }
  /// A character that is a term, and with the one before it another.
  void end_alone() {
    if (alone_.empty()) return;
    found_(alone_);
    if (!before_.empty()) found_(before_ + alone_);
    before_ = std::exchange(alone_, {});
  }
  void end_run() {
    end_alone();
    before_.clear();
  }

  FunctionRef<void(const std::string&)> found_;
  std::string word_, alone_, before_;
  std::size_t length_ = 0;
};

}  // namespace detail

GANYMEDE_ONCE void for_each_search_term(std::string_view text, FunctionRef<void(const std::string&)> f) {
  detail::SearchTerms terms(f);
  for_each_code_point(nfkc(text), [&](char32_t c, std::string_view) { terms.add(c == not_unicode ? U' ' : c); });
  terms.end();
}

GANYMEDE_ONCE std::vector<std::string> search_terms(std::string_view text) {
  std::vector<std::string> terms;
  for_each_search_term(text, [&](const std::string& term) { terms.push_back(term); });
  return terms;
}

}  // namespace ganymede::inline v0
