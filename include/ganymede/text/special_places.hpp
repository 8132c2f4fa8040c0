#pragma once
// Where in a text the spelling of a special token is that token: everywhere, nowhere, or in the parts that can be trusted. A chat
// template's own words may spell one, what it was given to put between them may not.

#include <ganymede/text/text_range.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace ganymede::inline v0 {

class SpecialPlaces {
 public:
  SpecialPlaces(bool everywhere) noexcept : everywhere_(everywhere) {}  // NOLINT(google-explicit-constructor): a yes or no is one
  /// In `ranges` of the text, which ascend; those that touch are one. They must outlive this object.
  explicit SpecialPlaces(std::span<const TextRange> ranges) noexcept : ranges_(ranges) {}

  bool everywhere() const noexcept { return everywhere_; }
  bool nowhere() const noexcept { return !everywhere_ && ranges_.empty(); }

  /// Whether all of [begin, end) lies in such a place. O(log n), and one for each range that touches the next.
  bool holds(std::size_t begin, std::size_t end) const noexcept {
    if (everywhere_) return true;
    auto at = std::upper_bound(ranges_.begin(), ranges_.end(), begin, [](std::size_t b, const TextRange& range) { return b < range.end; });
    for (; at != ranges_.end() && at->begin <= begin; ++at) {
      if (end <= at->end) return true;
      begin = at->end;
    }
    return false;
  }

 private:
  bool everywhere_ = false;
  std::span<const TextRange> ranges_{};
};

}  // namespace ganymede::inline v0
