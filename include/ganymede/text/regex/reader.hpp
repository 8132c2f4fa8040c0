#pragma once
// A cursor in the text of a pattern, which says where a mistake is.

#include <ganymede/core/error.hpp>
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

struct PatternReader {
  std::string_view pattern;
  std::size_t at = 0;
  unsigned depth = 0;                                                ///< of groups and classes around `at`
  std::size_t ranges = 0;                                            ///< of all classes so far
  std::map<std::string, CodePointRanges, std::less<>> properties{};  ///< by their names, as far as they have been asked for

  [[noreturn]] void fail(std::string_view problem, std::size_t offset, std::string expected = {}) const {
    std::string shown(pattern.substr(0, 200));
    throw TokenizerError{{.problem = "regular expression: " + std::string(problem) + " at offset " + std::to_string(offset),
                          .expected = std::move(expected),
                          .found = "'" + replace_invalid_utf8(shown) + (pattern.size() > 200 ? "...'" : "'")}};
  }
  [[noreturn]] void unsupported(std::string_view what, std::size_t offset) const { fail(std::string(what) + " is not supported", offset); }

  /// Keeps count of what the classes of the pattern take.
  const CodePointRanges& counted(const CodePointRanges& set) {
    ranges += set.ranges().size();
    if (ranges > max_ranges) fail("character classes have too many ranges", at, std::to_string(max_ranges) + " at most");
    return set;
  }
  /// The set of that name, made once: make() -> optional<CodePointRanges>. nullptr where there is none.
  template <class Make>
  const CodePointRanges* named(std::string_view name, const Make& make) {
    if (const auto known = properties.find(name); known != properties.end()) return &counted(known->second);
    std::optional<CodePointRanges> set = make();
    return set ? &counted(properties.emplace(name, std::move(*set)).first->second) : nullptr;
  }

  bool done() const { return at >= pattern.size(); }
  bool ahead(std::string_view s) const { return pattern.substr(at, s.size()) == s; }
  bool take(std::string_view s) {
    if (!ahead(s)) return false;
    at += s.size();
    return true;
  }
  char32_t next() {
    if (done()) fail("pattern ends too early", at);
    const Decoded d = decode_utf8(pattern, at);
    at += d.length;
    return d.code_point;
  }

  /// Digits of a code point, `least` to `most` of them, and a closing brace if `braced`.
  char32_t hexadecimal(unsigned least, unsigned most, bool braced, std::size_t begin) {
    char32_t value = 0;
    unsigned digits = 0;
    for (; !done() && digits < most; ++at, ++digits) {
      const char c = pattern[at];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) break;
      value = value * 16 + static_cast<char32_t>(digit);
    }
    if (digits < least || (braced && !take("}")) || value > last_code_point) fail("malformed code point", begin);
    return value;
  }
};

}  // namespace ganymede::inline v0::detail::regex
