#pragma once
// A trie of pieces: which of them a text begins with, found byte by byte. Children of a node lie side by side, sorted, so that
// a node costs 9 bytes and building is one pass over the sorted pieces.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Bytes of a piece that models look for at every place of a text, which costs them as many steps there.
inline constexpr std::size_t longest_sought_piece = 512;

/// TokenizerError: `piece`, the one of that id, is longer.
inline void check_sought_piece(std::string_view piece, std::string_view file, std::string_view key, std::int64_t id) {
  if (piece.size() > longest_sought_piece)
    throw TokenizerError{{"piece is too long", std::string(file), std::string(key) + "[" + std::to_string(id) + "]",
                          "at most " + std::to_string(longest_sought_piece) + " bytes", std::to_string(piece.size())}};
}

/// Immutable.
class PieceTrie {
 public:
  PieceTrie() = default;

  /// Pieces with their values, which are not negative; of equal pieces the last value counts. Empty pieces are left out.
  explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces) {
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

  /// Calls f(length, value) for each piece that `text` begins with, shortest first.
  template <class F>
  void for_each_prefix(std::string_view text, F&& f) const {
    if (text.empty()) return;
    std::uint32_t node = first_[static_cast<unsigned char>(text[0])];
    for (std::size_t length = 1; node != 0; ++length) {
      if (nodes_[node].value >= 0) f(length, nodes_[node].value);
      if (length == text.size()) return;
      node = child(node, static_cast<unsigned char>(text[length]));
    }
  }

  /// Length and value of the longest piece that `text` begins with; {0, -1} if there is none.
  std::pair<std::size_t, std::int32_t> longest_prefix(std::string_view text) const {
    std::pair<std::size_t, std::int32_t> best{0, -1};
    for_each_prefix(text, [&best](std::size_t length, std::int32_t value) { best = {length, value}; });
    return best;
  }

 private:
  struct Node {
    std::uint32_t children = 0;  // the first; they end where those of the next node begin
    std::int32_t value = -1;
  };

  /// 0, the root, is nobody's child: none.
  std::uint32_t child(std::uint32_t node, unsigned char label) const noexcept {
    const auto* const begin = labels_.data() + nodes_[node].children;
    const auto* const end = labels_.data() + nodes_[node + 1].children;
    const auto* const at = std::lower_bound(begin, end, label);
    return at != end && *at == label ? static_cast<std::uint32_t>(at - labels_.data()) : 0;
  }

  std::vector<Node> nodes_{};
  std::vector<unsigned char> labels_{};     // the byte that leads to each node
  std::array<std::uint32_t, 256> first_{};  // the root's children
};

}  // namespace ganymede::inline v0
