#pragma once
// What a regular expression is made of: the tree its parser makes, and the limits on patterns.

#include <ganymede/text/regex/classes.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail::regex {

inline constexpr std::size_t max_pattern_bytes = 1 << 16;
inline constexpr unsigned max_nesting = 64;
inline constexpr unsigned max_repetition = 1000;
inline constexpr unsigned max_stacked = 8;
inline constexpr std::size_t max_ranges = std::size_t{1} << 20;  // of all classes together, 650 for \p{L}
inline constexpr unsigned unlimited = ~0U;
inline constexpr std::size_t npos = std::string_view::npos;

enum class Mode { greedy, lazy, possessive };
enum class Assertion { line_begin, line_end, text_begin, text_end, text_end_or_last_newline, word_boundary, no_word_boundary };

/// One construct of a pattern.
struct Node {
  enum class Kind { empty, set, concatenation, alternation, repetition, look_ahead, look_behind, assertion };
  Kind kind = Kind::empty;
  CodePointRanges set{};         ///< set
  std::vector<Node> children{};  ///< concatenation, alternation: all; repetition, looks: one
  unsigned min = 0, max = 0;     ///< repetition
  Mode mode = Mode::greedy;      ///< repetition
  bool negated = false;          ///< looks
  Assertion assertion = Assertion::text_begin;
};

}  // namespace ganymede::inline v0::detail::regex
