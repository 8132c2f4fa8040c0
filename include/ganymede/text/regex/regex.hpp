#pragma once
// Regular expressions as tokenizers write them, in time linear in the text.
//
// Dialect: Oniguruma's default syntax, which the Hugging Face tokenizers use. Leftmost match, first alternative wins.
// Supported: classes with ranges, negation, nesting and &&; \s \d \w escapes, \x{..} \uXXXX, \p{..}; . ^ $ \A \z \Z
// \b \B; groups (all are non-capturing here), (?i) (?m); greedy and lazy repetition, possessive repetition of one character;
// look-ahead of anything, look-behind of one character. All else is refused by name when the pattern is read: captures are
// never reported, back-references, atomic groups, conditionals and POSIX brackets do not exist. (?i) folds code points one to
// one. Bytes that are not UTF-8 count as one character each, which only . and negated classes match.

#include <ganymede/text/regex/matcher.hpp>
#include <ganymede/text/regex/parser.hpp>
#include <ganymede/text/regex/program.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// A compiled pattern; immutable, cheap to copy, shareable between threads.
class Regex {
 public:
  /// Bytes [begin, end) of the text.
  struct Match {
    std::size_t begin, end;
  };

  /// Throws TokenizerError naming what is not supported and its offset in the pattern.
  explicit Regex(std::string_view pattern) : pattern_(pattern) {
    auto program = detail::regex::Compiler::compile(detail::regex::Parser(pattern).parse());
    program.word = CodePointSet(detail::regex::bare_word());
    program_ = std::make_shared<const detail::regex::Program>(std::move(program));
  }

  const std::string& pattern() const noexcept { return pattern_; }

  /// The leftmost match that begins at or after `from`, a boundary of code points. What stands before `from` is seen by \b,
  /// ^ and look-behind. For all matches of a text use RegexScan, which is linear over all of them.
  std::optional<Match> find(std::string_view text, std::size_t from = 0) const;

 private:
  friend class RegexScan;
  std::string pattern_;
  std::shared_ptr<const detail::regex::Program> program_;
};

/// Finds matches of one pattern in one text, from left to right; what it learnt on the way is kept. Both must outlive it.
class RegexScan {
 public:
  RegexScan(const Regex& regex, std::string_view text) : matcher_(*regex.program_, text), text_(text) {}

  /// The leftmost match that begins at or after `from`; `from` must not decrease from call to call. TokenizerError: the text
  /// takes more steps than a pattern may need (regex_matcher.hpp).
  std::optional<Regex::Match> find(std::size_t from) {
    if (from > text_.size()) return std::nullopt;
    matcher_.pass(from);
    for (std::size_t begin = matcher_.candidate(from); begin != detail::regex::npos; begin = matcher_.candidate(begin)) {
      if (const std::size_t end = matcher_.match_at(begin); end != detail::regex::npos) return Regex::Match{begin, end};
      if (begin >= text_.size()) break;
      begin += matcher_.text().length(begin);
    }
    return std::nullopt;
  }

  /// The next match as an iteration over all of them gives it: no empty match where the one before ended.
  std::optional<Regex::Match> next() {
    for (;;) {
      const auto match = find(from_);
      if (!match) {
        from_ = text_.size() + 1;
        return std::nullopt;
      }
      if (match->begin == match->end && last_end_ == match->end) {
        from_ += matcher_.text().length(from_);
        continue;
      }
      from_ = last_end_ = match->end;
      return match;
    }
  }

  std::size_t steps() const { return matcher_.steps(); }
  std::size_t work() const { return matcher_.work(); }

 private:
  detail::regex::Matcher matcher_;
  std::string_view text_;
  std::size_t from_ = 0;
  std::size_t last_end_ = detail::regex::npos;
};

inline std::optional<Regex::Match> Regex::find(std::string_view text, std::size_t from) const { return RegexScan(*this, text).find(from); }

}  // namespace ganymede::inline v0
