#pragma once
// What is known of a pattern's choices at the positions of one text: two bits each (failed; led to success). Kept once a
// text proves to need them, by a budget of choices that grows with the text.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

class ChoiceMemory {
 public:
  enum class Known { nothing, failed, succeeded };

  /// For a pattern of `choices` choices and a text of `size` bytes.
  ChoiceMemory(std::size_t choices, std::size_t size) : choices_(choices), size_(size) {}

  /// What is known of the choice at `at`; if nothing, it is marked as failed until `forget` or `succeed` says otherwise.
  /// `looking`: inside a look-ahead, whose way is kept for `succeed`.
  Known enter(std::size_t at, std::uint32_t slot, bool looking) {
    if (!remembering_) {
      if (++steps_ <= budget_) return Known::nothing;
      remembering_ = true;
      pages_.resize(size_ / page_size + 1);
    }
    ++steps_;
    std::uint64_t& word = row(at, slot);
    const std::uint64_t bits = word >> (slot % 32 * 2) & 3;
    if (bits != 0) return (bits & 2) != 0 ? Known::succeeded : Known::failed;
    word |= std::uint64_t{1} << (slot % 32 * 2);
    if (looking) trail_.emplace_back(at, slot);
    return Known::nothing;
  }

  /// A match ended at `at`: its way through choices here did not fail.
  void forget(std::size_t at) {
    if (!remembering_) return;
    for (std::uint32_t slot = 0; slot < choices_; slot += 32) row(at, slot) = 0;
  }

  /// Length of the way through the look-aheads tried now.
  std::size_t trail() const { return trail_.size(); }
  void cut_trail(std::size_t length) { trail_.resize(length); }
  /// The choices on the way since it was `length` long led to success.
  void succeed(std::size_t length) {
    if (remembering_)
      for (std::size_t i = length; i < trail_.size(); ++i)
        row(trail_[i].first, trail_[i].second) |= std::uint64_t{2} << (trail_[i].second % 32 * 2);
    trail_.resize(length);
  }

  /// Nothing before `from` is asked for again.
  void pass(std::size_t from) {
    budget_ += 16 * (from - passed_);
    if (remembering_)
      for (std::size_t page = passed_ / page_size; page < from / page_size; ++page) pages_[page].reset();
    passed_ = from;
  }

  /// Choices entered so far.
  std::size_t steps() const { return steps_; }

 private:
  static constexpr std::size_t page_size = 1024;

  std::uint64_t& row(std::size_t at, std::uint32_t slot) {
    const std::size_t words = (choices_ * 2 + 63) / 64;
    auto& page = pages_[at / page_size];
    if (page == nullptr) page = std::make_unique<std::uint64_t[]>(page_size * words);
    return page[at % page_size * words + slot / 32];
  }

  std::size_t choices_, size_;
  std::vector<std::unique_ptr<std::uint64_t[]>> pages_;
  std::vector<std::pair<std::size_t, std::uint32_t>> trail_;
  std::size_t steps_ = 0, budget_ = 4096, passed_ = 0;
  bool remembering_ = false;
};

}  // namespace ganymede::inline v0::detail::regex
