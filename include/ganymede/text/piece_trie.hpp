#pragma once
// A trie of pieces: which of them a text begins with, found byte by byte. Children of a node lie side by side, sorted, so that
// a node costs 9 bytes and building is one pass over the sorted pieces.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

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
GANYMEDE_ONCE void check_sought_piece(std::string_view piece, std::string_view file, std::string_view key, std::int64_t id);

/// Immutable.
class PieceTrie {
 public:
  PieceTrie() = default;

  /// Pieces with their values, which are not negative; of equal pieces the last value counts. Empty pieces are left out.
  explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

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
  std::pair<std::size_t, std::int32_t> longest_prefix(std::string_view text) const;

 private:
  struct Node {
    std::uint32_t children = 0;  // the first; they end where those of the next node begin
    std::int32_t value = -1;
  };

  /// 0, the root, is nobody's child: none.
  std::uint32_t child(std::uint32_t node, unsigned char label) const noexcept;

  std::vector<Node> nodes_{};
  std::vector<unsigned char> labels_{};     // the byte that leads to each node
  std::array<std::uint32_t, 256> first_{};  // the root's children
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/piece_trie.ipp>
#endif
