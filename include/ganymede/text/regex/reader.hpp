#pragma once
// A cursor in the text of a pattern, which says where a mistake is.

#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/regex/syntax.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail::regex {

/// What differs between patterns of tokenizers, Oniguruma's, and those that people write for JSON Schema: there a [ inside brackets, and
/// &&, stand for themselves, and \d, \w and \s are those of ASCII.
enum class Dialect { tokenizer, schema };

struct PatternReader {
  std::string_view pattern;
  std::size_t at = 0;
  unsigned depth = 0;      ///< of groups and classes around `at`
  std::size_t ranges = 0;  ///< of all classes so far
  Dialect dialect = Dialect::tokenizer;
  std::map<std::string, CodePointRanges, std::less<>> properties{};  ///< by their names, as far as they have been asked for

  [[noreturn]] void fail(std::string_view problem, std::size_t offset, std::string expected = {}) const;
  [[noreturn]] void unsupported(std::string_view what, std::size_t offset) const;

  /// Keeps count of what the classes of the pattern take.
  const CodePointRanges& counted(const CodePointRanges& set);
  /// The set of that name, made once: make() -> optional<CodePointRanges>. nullptr where there is none.
  template <class Make>
  const CodePointRanges* named(std::string_view name, const Make& make) {
    if (const auto known = properties.find(name); known != properties.end()) return &counted(known->second);
    std::optional<CodePointRanges> set = make();
    return set ? &counted(properties.emplace(name, std::move(*set)).first->second) : nullptr;
  }

  bool done() const { return at >= pattern.size(); }
  bool ahead(std::string_view s) const { return pattern.substr(at, s.size()) == s; }
  bool take(std::string_view s);
  char32_t next();

  /// Digits of a code point, `least` to `most` of them, and a closing brace if `braced`.
  char32_t hexadecimal(unsigned least, unsigned most, bool braced, std::size_t begin);
};

}  // namespace ganymede::inline v0::detail::regex

#if GANYMEDE_BODIES
#include <ganymede/text/regex/reader.ipp>
#endif
