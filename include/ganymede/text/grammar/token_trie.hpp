#pragma once
// The tokens of a vocabulary by their bytes, in the order in which a walk over all of them meets them.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/grammar/shortest_texts.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// The tokens that may stand inside a text: all but special ones, unknown ones, those without bytes and those of more than 255.
/// Immutable; made once for a tokenizer, in time and memory that grow with its vocabulary.
class TokenTrie {
 public:
  explicit TokenTrie(const Tokenizer& tokenizer);
  /// Of tokens given by their bytes.
  TokenTrie(std::vector<std::pair<std::string, TokenId>> tokens);

  /// The same without some tokens; itself where it has none of them.
  static std::shared_ptr<const TokenTrie> without(std::shared_ptr<const TokenTrie> tokens, std::span<const TokenId> left_out);

  /// One byte of some tokens. A walk goes over the nodes in order, or over a node's subtree to its `end`.
  struct Node {
    std::uint8_t byte = 0, depth = 0;  ///< depth: bytes before it
    std::uint32_t end = 0;             ///< the node after its subtree
    std::uint32_t first = 0;           ///< the first of the tokens that end here; they end where those of the next node begin
  };
  struct Walk {
    std::vector<Node> nodes{};  ///< and one behind the last
    std::vector<TokenId> ids{};
  };
  const Walk& all() const noexcept { return all_; }
  /// Tokens whose bytes are whole characters that JSON's strings hold as they are (no quote, backslash, control character),
  const std::vector<TokenId>& plain() const noexcept { return plain_; }
  /// and the others.
  const Walk& not_plain() const noexcept { return not_plain_; }

  /// The highest id and one.
  std::size_t size() const noexcept { return size_; }
  /// What tokens of one character can spell.
  const detail::grammar::Spelling& spelling() const noexcept { return spelling_; }
  /// The fewest tokens that spell a text; of as few, those with the longest first ones. Nothing where none do.
  std::optional<std::vector<TokenId>> spell(std::string_view text) const;
  /// A token that begins with a space, if there is one.
  std::optional<TokenId> begins_with_space() const noexcept { return space_; }

 private:
  static Walk walk_of(std::span<const std::pair<std::string, TokenId>> tokens);

  std::vector<std::pair<std::string, TokenId>> tokens_;  // by their bytes
  Walk all_, not_plain_;
  std::vector<TokenId> plain_;
  std::size_t size_ = 0;
  detail::grammar::Spelling spelling_;
  PieceTrie pieces_;
  std::optional<TokenId> space_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/token_trie.ipp>
#endif
