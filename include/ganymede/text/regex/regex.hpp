#pragma once
// Regular expressions as tokenizers write them, in time linear in the text.
//
// Dialect: Oniguruma's default syntax, which the Hugging Face tokenizers use. Leftmost match, first alternative wins.
// Supported: classes with ranges, negation, nesting and &&; \s \d \w escapes, \x{..} \uXXXX, \p{..}; . ^ $ \A \z \Z
// \b \B; groups (all are non-capturing here), (?i) (?m); greedy and lazy repetition, possessive repetition of one character;
// look-ahead of anything, look-behind of one character. All else is refused by name when the pattern is read: captures are
// never reported, back-references, atomic groups, conditionals and POSIX brackets do not exist. (?i) folds code points one to
// one. Bytes that are not UTF-8 count as one character each, which only . and negated classes match.

#include <ganymede/split.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail::regex {
struct Program;
class Matcher;
}  // namespace detail::regex

/// A compiled pattern; immutable, cheap to copy, shareable between threads.
class Regex {
 public:
  /// Bytes [begin, end) of the text.
  struct Match {
    std::size_t begin, end;
  };

  /// Throws TokenizerError naming what is not supported and its offset in the pattern.
  explicit Regex(std::string_view pattern);

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
  RegexScan(const Regex& regex, std::string_view text);
  RegexScan(RegexScan&&) noexcept;
  ~RegexScan();

  /// The leftmost match that begins at or after `from`; `from` must not decrease from call to call. TokenizerError: the text
  /// takes more steps than a pattern may need (matcher.hpp).
  std::optional<Regex::Match> find(std::size_t from);

  /// The next match as an iteration over all of them gives it: no empty match where the one before ended.
  std::optional<Regex::Match> next();

  std::size_t steps() const;
  std::size_t work() const;

 private:
  std::unique_ptr<detail::regex::Matcher> matcher_;
  std::string_view text_;
  std::size_t from_ = 0;
  std::size_t last_end_ = std::string_view::npos;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/regex/regex.ipp>
#endif
