#pragma once
// What followed where a text said the same before, or another text did: prompt lookup (Saxena 2023), the draft that costs no model.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace ganymede::inline v0 {

/// Texts and where each of their n-grams stood last, so that all texts draft for each other. Memory grows with the texts.
class NgramPool {
 public:
  /// Of n-grams of 1 to `longest` tokens.
  explicit NgramPool(Index longest) : longest_(longest) {}

  /// Appends to text number `text`, which begins empty.
  void add(std::size_t text, std::span<const TokenId> tokens);
  /// Tokens of a text so far.
  std::size_t size(std::size_t text) const noexcept { return text < texts_.size() ? texts_[text].size() : 0; }

  /// A place that says what a text ends with.
  struct Match {
    std::size_t text = 0, next = 0;  ///< what follows begins at token `next`
    Index length = 0;                ///< of what is the same before it, up to longest_match; 0: no place was found
  };
  static constexpr Index longest_match = 15;

  /// The last place of the longest n-gram, of `most` tokens at the most, that `text` ends with and that something follows.
  Match find(std::size_t text, Index most) const;
  /// Up to `count` tokens that follow there, to `out`. A match in the text itself goes on with what it drafts: a text that turns in a
  /// circle.
  void follow(const Match& match, std::size_t text, Index count, std::vector<TokenId>& out) const;

 private:
  struct Place {
    std::size_t text = 0, next = 0;
  };
  /// Of an n-gram, its last token first.
  static std::uint64_t extend(std::uint64_t hash, TokenId token) noexcept {
    hash = (hash ^ static_cast<std::uint32_t>(token)) * 0x9e3779b97f4a7c15ULL;
    return hash ^ (hash >> 29);
  }

  Index longest_;
  std::vector<std::vector<TokenId>> texts_;
  std::unordered_map<std::uint64_t, Place> last_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/ngram_pool.ipp>
#endif
