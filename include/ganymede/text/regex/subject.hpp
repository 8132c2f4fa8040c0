#pragma once
// The text a regular expression is tried on: steps over code points, where a byte that is no UTF-8 counts as one that no
// class but a negated one holds.

#include <ganymede/text/regex/syntax.hpp>
#include <ganymede/text/unicode/code_point_set.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0::detail::regex {

struct Subject {
  std::string_view bytes;

  std::size_t size() const { return bytes.size(); }
  unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(bytes[at]); }

  /// Position after the code point at `at` if the set holds it, else npos.
  std::size_t step(const CodePointSet& set, std::size_t at) const {
    if (at >= bytes.size()) return npos;
    if (byte(at) < 0x80) return set.contains_ascii(byte(at)) ? at + 1 : npos;
    const Decoded d = decode_utf8_sequence(bytes, at);
    if (!set.contains(d.valid ? d.code_point : not_unicode)) return npos;
    return at + (d.valid ? d.length : 1);
  }
  std::size_t before(std::size_t at) const {
    if (byte(at - 1) < 0x80) return at - 1;
    for (std::size_t n = 2; n <= 4 && n <= at; ++n)
      if (byte(at - n) >= 0xC0) return length(at - n) == n ? at - n : at - 1;
    return at - 1;
  }

  /// Bytes of the code point at `at`; 1 at the end and where there is none.
  std::size_t length(std::size_t at) const {
    if (at >= bytes.size() || byte(at) < 0x80) return 1;
    const Decoded d = decode_utf8_sequence(bytes, at);
    return d.valid ? d.length : 1;
  }

  /// Whether the assertion holds at `at`; `word` is the class of \w.
  bool holds(Assertion assertion, const CodePointSet& word, std::size_t at) const {
    const bool end = at == bytes.size();
    switch (assertion) {
      case Assertion::line_begin:
        return at == 0 || (bytes[at - 1] == '\n' && !end);
      case Assertion::line_end:
        return end || bytes[at] == '\n';
      case Assertion::text_begin:
        return at == 0;
      case Assertion::text_end:
        return end;
      case Assertion::text_end_or_last_newline:
        return end || (at + 1 == bytes.size() && bytes[at] == '\n');
      default:
        break;
    }
    const bool boundary = (at > 0 && step(word, before(at)) != npos) != (step(word, at) != npos);
    return boundary == (assertion == Assertion::word_boundary);
  }
};

}  // namespace ganymede::inline v0::detail::regex
