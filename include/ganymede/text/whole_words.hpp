#pragma once
// Which pieces the merge loop gives back whole. Most words of running text are one piece; once it is known that merging a
// piece's own spelling ends in that piece, finding the word in the vocabulary replaces merging it. Learnt while texts are
// encoded, at most once a piece; the answer is always the same, so threads may race for it.

#include <ganymede/text/vocabulary.hpp>

#include <atomic>
#include <memory>

namespace ganymede::inline v0::detail {

class WholeWords {
 public:
  enum class Known : std::uint8_t { nothing, whole, parts };

  explicit WholeWords(TokenId vocab_size) : known_(std::make_unique<std::atomic<Known>[]>(static_cast<std::size_t>(vocab_size))) {}

  Known operator[](TokenId id) const noexcept { return known_[static_cast<std::size_t>(id)].load(std::memory_order_relaxed); }
  void learn(TokenId id, bool whole) const noexcept {
    known_[static_cast<std::size_t>(id)].store(whole ? Known::whole : Known::parts, std::memory_order_relaxed);
  }

 private:
  std::unique_ptr<std::atomic<Known>[]> known_;
};

}  // namespace ganymede::inline v0::detail
