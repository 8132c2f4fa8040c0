#pragma once
// What is known of a pattern's points (choices, ends of runs, places where ways meet) at the positions of one text: two bits each
// (failed; led to success). Kept once a text proves to need them, by a budget of steps that grows with the text.

#include <ganymede/core/error.hpp>
#include <ganymede/text/regex/syntax.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

class PointMemory {
 public:
  enum class Known { nothing, failed, succeeded };

  /// For a pattern of `points` points and a text of `size` bytes.
  PointMemory(std::size_t points, std::size_t size) : points_(points), size_(size) {}

  /// What is known of the point at `at`; if nothing, it is marked as failed until `forget` or `succeed` says otherwise.
  /// `looking`: inside a look-ahead, whose way is kept for `succeed`.
  Known enter(std::size_t at, std::uint32_t point, bool looking) {
    if (++steps_ <= budget_) return Known::nothing;
    remember();
    return mark(at, point, looking);
  }

  /// The same without a step, once `remembering`.
  [[gnu::noinline]] Known mark(std::size_t at, std::uint32_t point, bool looking) {
    Block& known = block(at, point);
    const std::size_t word = at % page_size / 64;
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    if ((known.succeeded[word] & bit) != 0) return Known::succeeded;
    if ((known.failed[word] & bit) != 0) return Known::failed;
    known.failed[word] |= bit;
    if (looking) trail_.emplace_back(at, point);
    return Known::nothing;
  }

  /// Marks the bytes inside of a character, (begin, end): no way leads there.
  void cover(std::size_t begin, std::size_t end, std::uint32_t point) {
    while (++begin < end) block(begin, point).failed[begin % page_size / 64] |= std::uint64_t{1} << (begin % 64);
  }

  /// The last position of [least, at] where the point is not known to have failed; npos if there is none. What lies inside of the
  /// characters before must be covered.
  [[gnu::noinline]] std::size_t last_open(std::size_t least, std::size_t at, std::uint32_t point) {
    for (;; step()) {
      const Page& page = pages_[at / page_size];
      if (page.empty() || page[point] == nullptr) return at;
      const std::size_t word = at % page_size / 64;
      const std::uint64_t open = ~page[point]->failed[word] | page[point]->succeeded[word];
      if (const std::uint64_t upto = open << (63 - at % 64); upto != 0) {
        const std::size_t back = static_cast<std::size_t>(std::countl_zero(upto));
        return at - least < back ? npos : at - back;
      }
      if (at / 64 * 64 <= least) return npos;
      at = at / 64 * 64 - 1;
    }
  }

  /// A match ended at `at`: its way through points here did not fail.
  void forget(std::size_t at) {
    if (!remembering_ || pages_[at / page_size].empty()) return;
    for (auto& known : pages_[at / page_size]) {
      if (known == nullptr) continue;
      known->failed[at % page_size / 64] &= ~(std::uint64_t{1} << (at % 64));
      known->succeeded[at % page_size / 64] &= ~(std::uint64_t{1} << (at % 64));
    }
  }

  /// Length of the way through the look-aheads tried now.
  std::size_t trail() const { return trail_.size(); }
  void cut_trail(std::size_t length) { trail_.resize(length); }
  /// The points on the way since it was `length` long led to success.
  void succeed(std::size_t length) {
    if (remembering_)
      for (std::size_t i = length; i < trail_.size(); ++i) {
        const auto [at, point] = trail_[i];
        block(at, point).succeeded[at % page_size / 64] |= std::uint64_t{1} << (at % 64);
      }
    trail_.resize(length);
  }

  /// Nothing before `from` is asked for again.
  void pass(std::size_t from) {
    if (!remembering_)
      budget_ += 16 * (from - passed_);
    else
      for (std::size_t page = passed_ / page_size; page < from / page_size; ++page) release(pages_[page]);
    passed_ = from;
  }

  /// One more way taken back.
  void step() {
    if (++steps_ > budget_) remember();
  }
  std::size_t steps() const { return steps_; }
  bool remembering() const { return remembering_; }

 private:
  static constexpr std::size_t page_size = 1024;
  static constexpr std::size_t max_blocks = std::size_t{1} << 20;  // 256 MiB

  struct Block {
    std::array<std::uint64_t, page_size / 64> failed{}, succeeded{};
  };
  using Page = std::vector<std::unique_ptr<Block>>;  // one a point, once there is any

  [[gnu::noinline]] void remember() {
    if (std::exchange(remembering_, true)) return;
    budget_ = 0;
    pages_.resize(size_ / page_size + 1);
  }

  Block& block(std::size_t at, std::uint32_t point) {
    Page& page = pages_[at / page_size];
    if (page.empty()) page.resize(points_);
    if (page[point] == nullptr) {
      if (++blocks_ > max_blocks)
        throw TokenizerError{{.problem = "regular expression: too much to remember of a text", .expected = "256 MiB at most"}};
      page[point] = std::make_unique<Block>();
    }
    return *page[point];
  }
  void release(Page& page) {
    for (const auto& known : page) blocks_ -= known == nullptr ? 0 : 1;
    Page().swap(page);
  }

  std::size_t points_, size_;
  std::vector<Page> pages_;
  std::vector<std::pair<std::size_t, std::uint32_t>> trail_;
  std::size_t steps_ = 0, budget_ = 4096, passed_ = 0, blocks_ = 0;
  bool remembering_ = false;
};

}  // namespace ganymede::inline v0::detail::regex
