#pragma once
// A grammar as one automaton over bytes for each rule, which call each other: states, edges that read a byte, and calls. Steps that read
// nothing are taken out while it is made (Thompson 1968; calls as in Woods 1970).

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// Of all rules together.
inline constexpr std::size_t most_states = std::size_t{1} << 18, most_edges = std::size_t{1} << 20;
inline constexpr std::uint32_t no_cost = ~0U, most_cost = 1U << 20;  ///< costs beyond most_cost are no_cost

struct Edge {
  std::uint8_t first = 0, last = 0;
  std::uint32_t target = 0;
};
/// Reads a text of a rule that is not empty, then goes on.
struct Call {
  std::uint32_t rule = 0, target = 0;
};
struct State {
  std::uint32_t first_edge = 0, edges = 0, first_call = 0, calls = 0;
  bool accepts = false;  ///< the rule may end here
};

/// Immutable. Every state can be reached and leads to the end of its rule; no rule begins with itself.
class Automaton {
 public:
  /// Throws InputError: a rule calls itself before it has read anything, no text is finite, the grammar is too large. `key` names the
  /// grammar in errors.
  Automaton(const Rules& rules, std::string_view key);

  std::size_t size() const noexcept { return states_.size(); }
  const State& operator[](std::uint32_t state) const { return states_[state]; }
  std::span<const Edge> edges(const State& s) const { return {edges_.data() + s.first_edge, s.edges}; }
  std::span<const Call> calls(const State& s) const { return {calls_.data() + s.first_call, s.calls}; }
  /// Where a rule begins. It accepts where the rule may be empty; who calls it has thought of that.
  std::uint32_t start(std::uint32_t rule) const { return starts_[rule]; }
  std::size_t rules() const noexcept { return starts_.size(); }
  /// Rules come before those that they can begin with.
  std::uint32_t rank(std::uint32_t rule) const { return ranks_[rule]; }

 private:
  friend class AutomatonBuilder;

  std::vector<State> states_{};
  std::vector<Edge> edges_{};
  std::vector<Call> calls_{};
  std::vector<std::uint32_t> starts_{}, ranks_{};
};

/// From each state the fewest bytes to the end of its rule, and the fewest where one is read at least (shortest_texts.hpp).
struct ByteCosts {
  std::vector<std::uint32_t> any, some;
};
GANYMEDE_ONCE ByteCosts byte_costs(const Automaton& automaton);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/automaton.ipp>
#endif
