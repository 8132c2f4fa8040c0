#pragma once
// A set of code points: ranges to build and combine it, bit blocks to ask it.

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
  void add(char32_t first, char32_t last) {
    last = std::min(last, not_unicode);
    if (first > last) return;
    if (!ranges_.empty() && first <= ranges_.back().second + 1) {
      if (first >= ranges_.back().first) {
        ranges_.back().second = std::max(ranges_.back().second, last);
        return;
      }
      sorted_ = false;
    }
    ranges_.emplace_back(first, last);
  }
  void add(const CodePointRanges& other) {
    for (const auto& [first, last] : other.ranges()) add(first, last);
  }
  CodePointRanges complement() const {
    CodePointRanges out;
    char32_t next = 0;
    for (const auto& [first, last] : ranges()) {
      if (first > next) out.add(next, first - 1);
      next = last + 1;
    }
    if (next <= not_unicode) out.add(next, not_unicode);
    return out;
  }
  CodePointRanges intersection(const CodePointRanges& other) const {
    CodePointRanges out;
    const auto& a = ranges();
    const auto& b = other.ranges();
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      out.add(std::max(a[i].first, b[j].first), std::min(a[i].second, b[j].second));
      if (a[i].second < b[j].second) {
        ++i;
      } else {
        ++j;
      }
    }
    return out;
  }
  bool contains(char32_t code_point) const {
    const auto& all = ranges();
    const auto after = std::upper_bound(all.begin(), all.end(), code_point, [](char32_t c, const auto& range) { return c < range.first; });
    return after != all.begin() && code_point <= std::prev(after)->second;
  }
  bool empty() const { return ranges_.empty(); }
  const std::vector<std::pair<char32_t, char32_t>>& ranges() const {
    if (!sorted_) sort();
    return ranges_;
  }

 private:
  void sort() const {
    std::sort(ranges_.begin(), ranges_.end());
    std::size_t kept = 0;
    for (std::size_t i = 1; i < ranges_.size(); ++i) {
      if (ranges_[i].first <= ranges_[kept].second + 1) {
        ranges_[kept].second = std::max(ranges_[kept].second, ranges_[i].second);
      } else {
        ranges_[++kept] = ranges_[i];
      }
    }
    ranges_.resize(ranges_.empty() ? 0 : kept + 1);
    sorted_ = true;
  }
  // Sorting waits until somebody reads; a set is built by one thread and shared as CodePointSet, which is immutable.
  mutable std::vector<std::pair<char32_t, char32_t>> ranges_;
  mutable bool sorted_ = true;
};

/// An immutable set with constant-time membership: 256-bit blocks, equal neighbours shared.
class CodePointSet {
 public:
  CodePointSet() : CodePointSet(CodePointRanges{}) {}
  explicit CodePointSet(const CodePointRanges& members) {
    constexpr std::size_t blocks = not_unicode / 256 + 1;
    index_.resize(blocks);
    blocks_.resize(2);  // block 0: none, block 1: all
    blocks_[1].fill(~std::uint64_t{0});
    auto range = members.ranges().begin();
    const auto end = members.ranges().end();
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto first = static_cast<char32_t>(b * 256);
      const char32_t last = first + 255;
      while (range != end && range->second < first) ++range;
      if (range == end || range->first > last) continue;
      if (range->first <= first && range->second >= last) {
        index_[b] = 1;
        continue;
      }
      std::array<std::uint64_t, 4> bits{};
      for (auto r = range; r != end && r->first <= last; ++r)
        for (char32_t c = std::max(r->first, first); c <= std::min(r->second, last); ++c)
          bits[(c & 255) >> 6] |= std::uint64_t{1} << (c & 63);
      index_[b] = static_cast<std::uint16_t>(blocks_.size());
      blocks_.push_back(bits);
    }
    for (unsigned c = 0; c < 128; ++c) ascii_[c] = contains(c);
  }

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
