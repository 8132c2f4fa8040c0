#pragma once
// The bodies of reader.hpp.

#include <ganymede/text/regex/reader.hpp>

namespace ganymede::inline v0::detail::regex {

GANYMEDE_ONCE void PatternReader::fail(std::string_view problem, std::size_t offset, std::string expected) const {
  std::string shown(pattern.substr(0, 200));
  throw TokenizerError{{.problem = "regular expression: " + std::string(problem) + " at offset " + std::to_string(offset),
                        .expected = std::move(expected),
                        .found = "'" + replace_invalid_utf8(shown) + (pattern.size() > 200 ? "...'" : "'")}};
}

GANYMEDE_ONCE void PatternReader::unsupported(std::string_view what, std::size_t offset) const {
  fail(std::string(what) + " is not supported", offset);
}

GANYMEDE_ONCE const CodePointRanges& PatternReader::counted(const CodePointRanges& set) {
  ranges += set.ranges().size();
  if (ranges > max_ranges) fail("character classes have too many ranges", at, std::to_string(max_ranges) + " at most");
  return set;
}

GANYMEDE_ONCE bool PatternReader::take(std::string_view s) {
  if (!ahead(s)) return false;
  at += s.size();
  return true;
}

GANYMEDE_ONCE char32_t PatternReader::next() {
  if (done()) fail("pattern ends too early", at);
  const Decoded d = decode_utf8(pattern, at);
  at += d.length;
  return d.code_point;
}

GANYMEDE_ONCE char32_t PatternReader::hexadecimal(unsigned least, unsigned most, bool braced, std::size_t begin) {
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

}
