#pragma once
// The vocabulary: pieces by id and ids by piece. All characters lie in one block and the index is one flat table of 8 bytes
// a slot, so that 250,000 entries cost some 8 MB and no allocation each.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// Differs from process to process (where addresses are randomised), so that no file can be made of colliding keys.
inline std::uint64_t hash_seed() noexcept {
  static const char here{};
  return 0x9e3779b97f4a7c15u ^ static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&here));
}

inline std::uint64_t hash_mix(std::uint64_t h) noexcept {
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93u;
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93u;
  return h ^ (h >> 32);
}

inline std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  std::uint64_t h = hash_seed() ^ bytes.size();
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t chunk;
    std::memcpy(&chunk, bytes.data() + i, 8);
    h = (h ^ chunk) * 0xd6e8feb86659fd93u;
    h ^= h >> 29;
  }
  std::uint64_t tail = 0;
  if (i < bytes.size()) std::memcpy(&tail, bytes.data() + i, bytes.size() - i);
  return hash_mix(h ^ tail);
}

}  // namespace detail

/// Immutable once built. Ids may have holes; a piece has one id and an id one piece.
class Vocabulary {
 public:
  Vocabulary() = default;

  /// Adds an entry. TokenizerError: id negative or beyond 2^24, id already taken.
  void add(std::string_view piece, std::int64_t id, std::string_view file, std::string_view key) {
    constexpr std::int64_t most = std::int64_t{1} << 24;
    if (id < 0 || id >= most)
      throw TokenizerError{{"token id out of range", std::string(file), std::string(key), "0 <= id < 2^24", std::to_string(id)}};
    if (characters_.size() + piece.size() > std::numeric_limits<std::uint32_t>::max() - 1)
      throw TokenizerError{{"vocabulary is too large", std::string(file), std::string(key), "under 4 GiB of characters", ""}};
    const auto at = static_cast<std::size_t>(id);
    if (at >= spans_.size()) spans_.resize(at + 1);
    if (spans_[at].begin != hole)
      throw TokenizerError{{"two pieces have one id", std::string(file), std::string(key), "", std::to_string(id)}};
    spans_[at] = {static_cast<std::uint32_t>(characters_.size()), static_cast<std::uint32_t>(piece.size())};
    characters_ += piece;
    longest_ = std::max(longest_, piece.size());
    ++count_;
  }

  /// Builds the index; call once, after the last add(). TokenizerError: two entries of one spelling; where `last_counts`, find()
  /// gives the last of them instead.
  void freeze(std::string_view file, std::string_view key, bool last_counts = false) {
    slots_.assign(std::bit_ceil(count_ * 2 + 2), Slot{});
    for (std::size_t id = 0; id < spans_.size(); ++id) {
      if (spans_[id].begin == hole) continue;
      const std::string_view text = piece(static_cast<TokenId>(id));
      const std::uint64_t hash = detail::hash_bytes(text);
      Slot& slot = slots_[probe(text, hash)];
      if (slot.id >= 0 && !last_counts)
        throw TokenizerError{{"a piece has two ids", std::string(file), std::string(key), "", std::string(text)}};
      slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<TokenId>(id)};
    }
  }

  /// The id of a piece.
  std::optional<TokenId> find(std::string_view piece) const noexcept {
    if (slots_.empty() || piece.size() > longest_) return std::nullopt;
    const TokenId id = slots_[probe(piece, detail::hash_bytes(piece))].id;
    return id < 0 ? std::nullopt : std::optional<TokenId>(id);
  }

  /// Whether the id is taken (not negative, not beyond the end, not a hole).
  bool contains(TokenId id) const noexcept {
    return id >= 0 && static_cast<std::size_t>(id) < spans_.size() && spans_[static_cast<std::size_t>(id)].begin != hole;
  }

  /// The spelling of an id; empty where contains() is false.
  std::string_view piece(TokenId id) const noexcept {
    if (!contains(id)) return {};
    const Span span = spans_[static_cast<std::size_t>(id)];
    return std::string_view(characters_).substr(span.begin, span.size);
  }

  /// The highest id and one.
  TokenId size() const noexcept { return static_cast<TokenId>(spans_.size()); }
  /// How many ids are taken.
  std::size_t count() const noexcept { return count_; }
  /// Bytes of the longest piece.
  std::size_t longest() const noexcept { return longest_; }

 private:
  static constexpr std::uint32_t hole = std::numeric_limits<std::uint32_t>::max();
  struct Span {
    std::uint32_t begin = hole;
    std::uint32_t size = 0;
  };
  struct Slot {
    std::uint32_t fingerprint = 0;
    TokenId id = -1;
  };

  /// The slot that holds the piece, or the empty one where it would stand. At least half the slots are empty.
  std::size_t probe(std::string_view text, std::uint64_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    const auto fingerprint = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at].id >= 0 && !(slots_[at].fingerprint == fingerprint && piece(slots_[at].id) == text)) at = (at + 1) & mask;
    return at;
  }

  std::string characters_{};
  std::vector<Span> spans_{};
  std::vector<Slot> slots_{};
  std::size_t count_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace ganymede::inline v0
