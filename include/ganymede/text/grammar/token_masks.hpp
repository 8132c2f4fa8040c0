#pragma once
// A recognizer over whole tokens: which of them may follow, how far each is from the end. All of it is found when it is first asked for
// and then kept, until it takes too much memory.

#include <ganymede/core/constraint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/grammar/recognizer.hpp>
#include <ganymede/text/grammar/token_trie.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// One bit for each token.
class TokenSet {
 public:
  explicit TokenSet(std::size_t size = 0) : words_((size + 63) / 64) {}
  void add(TokenId id) { words_[static_cast<std::size_t>(id) / 64] |= std::uint64_t{1} << (static_cast<std::size_t>(id) % 64); }
  void add(const TokenSet& other);
  bool contains(TokenId id) const {
    const auto at = static_cast<std::size_t>(id);
    return id >= 0 && at / 64 < words_.size() && (words_[at / 64] >> (at % 64) & 1) != 0;
  }
  /// Forbids all other logits; whether one that is left is possible.
  bool restrict(std::span<float> logits) const;
  std::size_t bytes() const noexcept { return words_.size() * sizeof(std::uint64_t); }

 private:
  std::vector<std::uint64_t> words_;
};

/// An automaton over one vocabulary. Usable from several threads at once.
class TokenMasks {
 public:
  TokenMasks(std::shared_ptr<const Automaton> automaton, std::shared_ptr<const TokenTrie> tokens);

  /// Where a text begins.
  std::uint32_t begin(bool skips_space) const { return recognizer_.begin(skips_space); }
  std::uint32_t after(std::uint32_t configuration, TokenId id);
  bool accepts(std::uint32_t configuration);
  bool goes_on(std::uint32_t configuration);

  /// The tokens that may follow such that the text can be completed with `tokens_left`, the one to come counted. Written to `memory` where
  /// it is not one that is kept; valid until that is used again.
  const TokenSet& allowed(std::uint32_t configuration, Index tokens_left, TokenSet& memory);
  /// The fewest tokens that spell the cheapest text to the end; nothing where there is none.
  std::optional<std::vector<TokenId>> shortest_way(std::uint32_t configuration);

  /// Whether a shortest way, or one of single characters, takes no more tokens.
  bool reaches_end(std::uint32_t configuration, Index tokens);

  std::size_t bytes();
  const TokenTrie& tokens() const noexcept { return *tokens_; }

 private:
  struct Group {  // the tokens that lead to one configuration
    std::uint32_t configuration = 0;
    std::vector<TokenId> few{};      // or
    std::optional<TokenSet> many{};  // where these take less memory
  };
  struct Row {
    TokenSet all{};
    std::vector<Group> groups{};
    std::uint64_t dearest = 0;  // greatest cost of what the tokens lead to
  };

  const Row& row(std::uint32_t configuration);
  Row compute(std::uint32_t configuration);
  bool keeps_plain(std::uint32_t configuration);
  void walk(const TokenTrie::Walk& walk, std::uint32_t configuration, Row& row);
  Group& group(std::uint32_t configuration, Row& row);
  std::optional<std::vector<TokenId>> way(std::uint32_t configuration) const;
  std::uint64_t distance(std::uint32_t configuration);

  std::shared_ptr<const Automaton> automaton_;
  std::shared_ptr<const TokenTrie> tokens_;
  ShortestTexts texts_;
  std::mutex mutex_;  // of all that follows
  Recognizer recognizer_;
  TokenSet plain_;
  std::unordered_map<std::uint32_t, std::unique_ptr<const Row>> rows_;
  std::unordered_map<std::uint32_t, std::uint64_t> distances_;
  std::vector<std::uint32_t> group_of_, path_;  // scratch: of each configuration its group and one; where a walk stands
  std::size_t bytes_ = 0;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/token_masks.ipp>
#endif
