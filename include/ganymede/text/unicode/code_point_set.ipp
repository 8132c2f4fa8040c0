#pragma once
// The bodies of code_point_set.hpp.

#include <ganymede/text/unicode/code_point_set.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void CodePointRanges::add(char32_t first, char32_t last) {
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

GANYMEDE_ONCE void CodePointRanges::add(const CodePointRanges& other) {
  for (const auto& [first, last] : other.ranges()) add(first, last);
}

GANYMEDE_ONCE CodePointRanges CodePointRanges::complement() const {
  CodePointRanges out;
  char32_t next = 0;
  for (const auto& [first, last] : ranges()) {
    if (first > next) out.add(next, first - 1);
    next = last + 1;
  }
  if (next <= not_unicode) out.add(next, not_unicode);
  return out;
}

GANYMEDE_ONCE CodePointRanges CodePointRanges::intersection(const CodePointRanges& other) const {
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

GANYMEDE_ONCE const std::vector<std::pair<char32_t, char32_t>>& CodePointRanges::ranges() const {
  if (!sorted_) sort();
  return ranges_;
}

GANYMEDE_ONCE void CodePointRanges::sort() const {
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

GANYMEDE_ONCE CodePointSet::CodePointSet(const CodePointRanges& members) {
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

}
