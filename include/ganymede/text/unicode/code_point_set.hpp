#pragma once
// A set of code points: ranges to build and combine it, bit blocks to ask it.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Sorted, disjoint ranges of code points. Its universe is 0 .. not_unicode: the byte that is not UTF-8 has a place too, so
/// that a complement holds it.
class CodePointRanges {
 public:
  CodePointRanges() = default;
  CodePointRanges(char32_t first, char32_t last) { add(first, last); }

  /// Throws nothing but std::bad_alloc; an empty range (first > last) adds nothing.
  void add(char32_t first, char32_t last);
  void add(const CodePointRanges& other);
  CodePointRanges complement() const;
  CodePointRanges intersection(const CodePointRanges& other) const;
  bool contains(char32_t code_point) const {
    const auto& all = ranges();
    const auto after = std::upper_bound(all.begin(), all.end(), code_point, [](char32_t c, const auto& range) { return c < range.first; });
    return after != all.begin() && code_point <= std::prev(after)->second;
  }
  bool empty() const { return ranges_.empty(); }
  const std::vector<std::pair<char32_t, char32_t>>& ranges() const;

 private:
  void sort() const;
  // Sorting waits until somebody reads; a set is built by one thread and shared as CodePointSet, which is immutable.
  mutable std::vector<std::pair<char32_t, char32_t>> ranges_;
  mutable bool sorted_ = true;
};

/// An immutable set with constant-time membership: 256-bit blocks, equal neighbours shared.
class CodePointSet {
 public:
  CodePointSet() : CodePointSet(CodePointRanges{}) {}
  explicit CodePointSet(const CodePointRanges& members);

  /// Whether the set holds `code_point` <= not_unicode.
  bool contains(char32_t code_point) const {
    return (blocks_[index_[code_point >> 8]][(code_point & 255) >> 6] >> (code_point & 63) & 1) != 0;
  }
  /// The same for one byte below 0x80.
  bool contains_ascii(unsigned char byte) const { return ascii_[byte]; }

 private:
  std::vector<std::uint16_t> index_;
  std::vector<std::array<std::uint64_t, 4>> blocks_;
  std::array<bool, 128> ascii_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unicode/code_point_set.ipp>
#endif
