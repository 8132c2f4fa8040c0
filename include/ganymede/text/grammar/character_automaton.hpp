#pragma once
// Sets of texts as automata over characters, every step of which is one state at the most: for what grammars cannot say, that a text is in
// two sets, or in one and not in the other.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

class CharacterAutomaton {
 public:
  static constexpr std::size_t most_states = 4096;

  struct Edge {
    char32_t first = 0, last = 0;
    std::uint32_t target = 0;
  };
  struct State {
    bool accepts = false;
    std::vector<Edge> edges{};  // sorted, disjoint
  };

  /// The texts of an expression that calls no rules. Throws InputError where it takes too many states; `key` names it.
  CharacterAutomaton(const Expression& expression, std::string_view key);
  /// Texts of min to max characters.
  static CharacterAutomaton of_length(unsigned min, unsigned max, std::string_view key);
  /// State 0 is the first.
  CharacterAutomaton(std::vector<State> states, std::string_view key) : states_(std::move(states)), key_(key) {}

  CharacterAutomaton intersection(const CharacterAutomaton& other) const { return product(other, false); }
  CharacterAutomaton difference(const CharacterAutomaton& other) const { return product(other, true); }
  bool accepts(std::string_view text) const;
  /// Whether it has no text.
  bool empty() const;

  /// Adds a rule for each state; the expression calls the first. `encode` says how one character of a set is written.
  Expression emit(Rules& rules, const std::function<Expression(const CodePointRanges&)>& encode) const;

 private:
  CharacterAutomaton product(const CharacterAutomaton& other, bool outside) const;
  void check_size(std::size_t states) const;

  std::vector<State> states_;
  std::string_view key_;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/character_automaton.ipp>
#endif
