#pragma once
// The bodies of vocabulary.hpp.

#include <ganymede/text/vocabulary.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Vocabulary::add(std::string_view piece, std::int64_t id, std::string_view file, std::string_view key) {
  constexpr std::int64_t most = std::int64_t{1} << 24;
  if (id < 0 || id >= most)
    throw TokenizerError{{"token id out of range", std::string(file), std::string(key), "0 <= id < 2^24", std::to_string(id)}};
  if (piece.size() > longest_piece)
    throw TokenizerError{{"piece is too long", std::string(file), std::string(key), "at most 65536 bytes", std::to_string(piece.size())}};
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

GANYMEDE_ONCE void Vocabulary::freeze(std::string_view file, std::string_view key, bool last_counts) {
  slots_.assign(std::bit_ceil(count_ * 2 + 2), Slot{});
  for (std::size_t id = 0; id < spans_.size(); ++id) {
    if (spans_[id].begin == hole) continue;
    const std::string_view text = piece(static_cast<TokenId>(id));
    const std::uint64_t hash = hash_(text);
    Slot& slot = slots_[probe(text, hash)];
    if (slot.id >= 0 && !last_counts)
      throw TokenizerError{{"a piece has two ids", std::string(file), std::string(key), "", std::string(text)}};
    slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<TokenId>(id)};
  }
}

}
