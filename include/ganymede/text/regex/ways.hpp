#pragma once
// The ways not yet tried: a stack that a matcher leaves alternatives on, and comes back to.

#include <ganymede/version.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ganymede::inline v0::detail::regex {

/// Positions [begin, end) of a text are all of a run's class and end is not; what follows the run failed at [failed, end].
struct Stretch {
  std::size_t begin;
  std::size_t failed;
  std::size_t width;  ///< of all its characters, in bytes; 0: they differ, or nobody asked
};

/// One instruction that can go on otherwise.
struct Way {
  std::uint32_t pc;
  std::size_t at;      ///< run: the position gone on from last
  std::uint64_t rest;  ///< run: the least position to go on from; dispatch: branches left
  Stretch* stretch;    ///< of a run: to be told where what follows fails; nullptr: the run is short, or limited
  std::size_t trail;   ///< length of the way through look-aheads, before it
};

class Ways {
 public:
  std::size_t size() const { return size_; }
  Way& last() { return stack_[size_ - 1]; }
  void push(const Way& way) {
    if (size_ == stack_.size()) grow();
    stack_[size_++] = way;
  }
  void pop() { --size_; }
  /// Forgets all but the first `size`.
  void cut(std::size_t size) { size_ = size; }

 private:
  [[gnu::noinline]] void grow() { stack_.resize(std::max<std::size_t>(16, 2 * size_)); }

  std::vector<Way> stack_;  // the first size_ of them; the others are kept for later
  std::size_t size_ = 0;
};

}  // namespace ganymede::inline v0::detail::regex
