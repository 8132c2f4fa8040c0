#pragma once
// From each state of an automaton, the cheapest way to the end of its rule, where every token that is one character costs 1 (Knuth 1977,
// "A generalization of Dijkstra's algorithm").

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/automaton.hpp>

#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// What can be spelled one by one.
struct Spelling {
  std::bitset<256> bytes{};               ///< bytes that are tokens
  std::vector<std::string> characters{};  ///< characters of several bytes that are tokens; not needed where all bytes are
};

class ShortestTexts {
 public:
  static constexpr std::uint32_t most = most_cost;

  ShortestTexts(const Automaton& automaton, const Spelling& spelling);

  /// To the end of the rule; no_cost where what can be spelled does not lead there.
  std::uint32_t cost(std::uint32_t state) const { return automaton_[state].accepts ? 0 : cost_[state]; }
  /// With one byte at least,
  std::uint32_t cost_of_some(std::uint32_t state) const { return cost_[state]; }
  /// which this state reads itself, without a call.
  std::uint32_t cost_of_edges(std::uint32_t state) const { return edge_cost_[state]; }
  /// The call that the cheapest way takes from here; none: it reads.
  const Call* call(std::uint32_t state) const {
    return ways_[state].call ? &automaton_.calls(automaton_[state])[ways_[state].number] : nullptr;
  }
  /// Adds the texts that cost so much. cost() is not no_cost.
  void append(std::uint32_t state, std::string& text) const;
  /// The one that begins with what this state reads itself.
  void append_by_edges(std::uint32_t state, std::string& text) const;

 private:
  struct Way {
    bool call = false;
    std::uint32_t number = 0;  // of the call
  };
  struct Reading {  // by an edge, or by edges that are a character together
    std::string bytes{};
    std::uint32_t target = 0;
  };

  const Automaton& automaton_;
  std::vector<std::uint32_t> cost_, edge_cost_;
  std::vector<Way> ways_;
  std::vector<std::uint32_t> best_reading_;  // of each state, among readings_
  std::vector<Reading> readings_;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/shortest_texts.ipp>
#endif
