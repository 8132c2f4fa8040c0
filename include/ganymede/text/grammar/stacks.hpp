#pragma once
// Sets of stacks of an automaton's calls, shared: a graph in which equal sets are one node, as in generalised LR parsing (Tomita 1985).

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/shortest_texts.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// A frame on top of a set of stacks: the state where a call goes on, and the stacks below it.
struct Frame {
  std::uint32_t state = 0, below = 0;
  bool operator==(const Frame&) const = default;
  auto operator<=>(const Frame&) const = default;
};

class Stacks {
 public:
  static constexpr std::uint32_t no_state = ~0U;  ///< the frame below all: the end of the text
  static constexpr std::uint32_t deepest = 2000;

  explicit Stacks(const ShortestTexts& texts);

  /// The set whose only stack is empty: the text may end.
  std::uint32_t bottom() const noexcept { return 1; }
  std::uint32_t push(std::uint32_t state, std::uint32_t below);
  std::uint32_t unite(std::uint32_t a, std::uint32_t b);

  std::span<const Frame> frames(std::uint32_t set) const { return {frames_.data() + nodes_[set].first, nodes_[set].count}; }
  /// What it costs to come to the end from the cheapest of the stacks,
  std::uint64_t cost(std::uint32_t set) const { return nodes_[set].cost; }
  /// whose frame this is.
  const Frame& cheapest(std::uint32_t set) const { return frames_[nodes_[set].first + nodes_[set].best]; }
  /// Frames of the deepest stack.
  std::uint32_t depth(std::uint32_t set) const { return nodes_[set].depth; }
  std::size_t bytes() const noexcept { return frames_.size() * sizeof(Frame) + nodes_.size() * 80 + united_.size() * 64; }

 private:
  struct Node {
    std::uint32_t first = 0, count = 0, best = 0, depth = 0;
    std::uint64_t cost = 0;
  };
  std::uint32_t intern(std::vector<Frame> frames);

  const ShortestTexts& texts_;
  std::vector<Frame> frames_;
  std::vector<Node> nodes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> united_;
};

/// Mixes a number into a hash.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/stacks.ipp>
#endif
