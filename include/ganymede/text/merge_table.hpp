#pragma once
// The merges of byte-pair encoding: for a pair of neighbouring tokens, how early it merges and into what.

#include <ganymede/text/vocabulary.hpp>

namespace ganymede::inline v0 {

/// What a pair of neighbours becomes. A lower rank merges earlier.
struct Merge {
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t rank = never;
  TokenId id = -1;
};

/// A flat hash table from pairs of ids to merges, 16 bytes a slot, at least half of them empty.
class MergeTable {
 public:
  MergeTable() : slots_(2) {}
  /// Room for `merges` pairs.
  explicit MergeTable(std::size_t merges) : slots_(std::bit_ceil(merges * 2 + 2)) {}

  /// Adds a pair; ids are not negative. At most as many as room was made for. Returns false where the pair was already there.
  bool insert(TokenId left, TokenId right, Merge merge, bool overwrite) noexcept {
    Slot& slot = slots_[probe(key(left, right))];
    const bool fresh = slot.key == empty;
    if (fresh || overwrite) slot = {key(left, right), merge};
    return fresh;
  }

  /// The merge of a pair; rank `never` where there is none. Negative ids (unknown characters) merge with nothing.
  Merge find(TokenId left, TokenId right) const noexcept {
    if (left < 0 || right < 0) return {};
    return slots_[probe(key(left, right))].merge;
  }

 private:
  static constexpr std::uint64_t empty = std::numeric_limits<std::uint64_t>::max();
  struct Slot {
    std::uint64_t key = empty;
    Merge merge{};
  };

  static std::uint64_t key(TokenId left, TokenId right) noexcept {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) | static_cast<std::uint32_t>(right);
  }
  std::size_t probe(std::uint64_t pair) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash_(pair)) & mask;
    while (slots_[at].key != empty && slots_[at].key != pair) at = (at + 1) & mask;
    return at;
  }

  std::vector<Slot> slots_;
  detail::KeyedHash hash_{};
};

}  // namespace ganymede::inline v0
