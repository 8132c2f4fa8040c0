#pragma once
// The bodies of piece_trie.hpp.

#include <ganymede/text/piece_trie.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void check_sought_piece(std::string_view piece, std::string_view file, std::string_view key, std::int64_t id) {
  if (piece.size() > longest_sought_piece)
    throw TokenizerError{{"piece is too long", std::string(file), std::string(key) + "[" + std::to_string(id) + "]",
                          "at most " + std::to_string(longest_sought_piece) + " bytes", std::to_string(piece.size())}};
}

GANYMEDE_ONCE PieceTrie::PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces) {
  std::stable_sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  struct Range {
    std::size_t begin, end, depth;
  };
  std::vector<Range> ranges{{0, pieces.size(), 0}};  // of node i: the pieces below it, which share `depth` bytes
  nodes_.assign(1, {});
  labels_.assign(1, 0);
  for (std::size_t node = 0; node < ranges.size(); ++node) {
    const Range range = ranges[node];
    nodes_[node].children = static_cast<std::uint32_t>(nodes_.size());
    for (std::size_t at = range.begin; at < range.end;) {
      const std::string_view piece = pieces[at].first;
      if (piece.size() == range.depth) {
        if (range.depth > 0) nodes_[node].value = pieces[at].second;
        ++at;
        continue;
      }
      const char label = piece[range.depth];
      const std::size_t begin = at;
      while (at < range.end && pieces[at].first[range.depth] == label) ++at;
      ranges.push_back({begin, at, range.depth + 1});
      nodes_.push_back({});
      labels_.push_back(static_cast<unsigned char>(label));
    }
  }
  nodes_.push_back({static_cast<std::uint32_t>(nodes_.size()), -1});  // where the children of the last node end
  for (std::uint32_t child = nodes_[0].children; child < nodes_[1].children; ++child) first_[labels_[child]] = child;
}

GANYMEDE_ONCE std::pair<std::size_t, std::int32_t> PieceTrie::longest_prefix(std::string_view text) const {
  std::pair<std::size_t, std::int32_t> best{0, -1};
  for_each_prefix(text, [&best](std::size_t length, std::int32_t value) { best = {length, value}; });
  return best;
}

GANYMEDE_ONCE std::uint32_t PieceTrie::child(std::uint32_t node, unsigned char label) const noexcept {
  const auto* const begin = labels_.data() + nodes_[node].children;
  const auto* const end = labels_.data() + nodes_[node + 1].children;
  const auto* const at = std::lower_bound(begin, end, label);
  return at != end && *at == label ? static_cast<std::uint32_t>(at - labels_.data()) : 0;
}

}
