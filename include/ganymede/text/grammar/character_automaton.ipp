#pragma once
// The bodies of character_automaton.hpp.

#include <ganymede/text/grammar/character_automaton.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

/// Steps that read a character of a set, and steps that read nothing (Thompson 1968).
class CharacterSteps {
 public:
  struct Node {
    const CodePointRanges* set = nullptr;  // reads one of it, and goes to a
    std::uint32_t a = none, b = none;      // without a set: both ways
  };
  static constexpr std::uint32_t none = ~0U;
  static constexpr std::size_t most_nodes = 65536;

  explicit CharacterSteps(std::string_view key) : key_(key) { add({}); }  // 0: the end

  std::uint32_t make(const Expression& e, std::uint32_t next) {
    switch (e.kind) {
      case Expression::Kind::literal: {
        std::vector<char32_t> text;
        for_each_code_point(e.text, [&](char32_t c, std::string_view) { text.push_back(c); });
        for (auto c = text.rbegin(); c != text.rend(); ++c) next = add({&owned_.emplace_back(*c, *c), next});
        return next;
      }
      case Expression::Kind::characters:
        return add({&owned_.emplace_back(e.set.intersection(CodePointRanges(0, last_code_point))), next});
      case Expression::Kind::sequence:
        for (auto part = e.parts.rbegin(); part != e.parts.rend(); ++part) next = make(*part, next);
        return next;
      case Expression::Kind::choice: {
        std::uint32_t any = none;
        for (auto part = e.parts.rbegin(); part != e.parts.rend(); ++part) any = add({nullptr, make(*part, next), any});
        return any;
      }
      case Expression::Kind::repetition: {
        std::uint32_t entry = next;
        if (e.max == unlimited) {
          entry = add({nullptr, none, next});
          const std::uint32_t once = make(e.parts.front(), entry);
          nodes_[entry].a = once;
        } else {
          for (unsigned i = e.min; i < e.max; ++i) {
            const std::uint32_t once = make(e.parts.front(), entry);
            entry = add({nullptr, once, next});
          }
        }
        for (unsigned i = 0; i < e.min; ++i) entry = make(e.parts.front(), entry);
        return entry;
      }
      case Expression::Kind::rule:
        return none;
    }
    return none;
  }
  const Node& operator[](std::uint32_t node) const { return nodes_[node]; }

  /// All nodes that are reached without reading, of those that read or end.
  std::vector<std::uint32_t> closure(std::vector<std::uint32_t> open) const {
    std::set<std::uint32_t> seen, found;
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (at == none || !seen.insert(at).second) continue;
      const Node& node = nodes_[at];
      if (node.set != nullptr || at == 0) {
        found.insert(at);
      } else {
        open.push_back(node.a);
        open.push_back(node.b);
      }
    }
    return {found.begin(), found.end()};
  }

 private:
  std::uint32_t add(Node node) {
    if (nodes_.size() >= most_nodes)
      throw InputError{{.problem = "too large", .key = std::string(key_), .expected = "at most " + std::to_string(most_nodes) + " steps"}};
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  std::string_view key_;
  std::vector<Node> nodes_;
  std::deque<CodePointRanges> owned_;
};

GANYMEDE_ONCE void CharacterAutomaton::check_size(std::size_t states) const {
  if (states > most_states)
    throw InputError{{.problem = "too many states", .key = std::string(key_), .expected = "at most " + std::to_string(most_states)}};
}

GANYMEDE_ONCE CharacterAutomaton::CharacterAutomaton(const Expression& expression, std::string_view key) : key_(key) {
  CharacterSteps steps(key);
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers;
  std::vector<std::vector<std::uint32_t>> sets;
  const auto number_of = [&](std::vector<std::uint32_t> set) {
    const auto [at, fresh] = numbers.try_emplace(set, static_cast<std::uint32_t>(sets.size()));
    if (fresh) sets.push_back(std::move(set));
    check_size(sets.size());
    return at->second;
  };
  number_of(steps.closure({steps.make(expression, 0)}));
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::vector<std::uint32_t> set = sets[i];
    State state;
    // Where ranges of the set's nodes begin and end, in order, with the node that they lead to.
    std::vector<std::pair<char32_t, std::pair<bool, std::uint32_t>>> borders;
    for (const std::uint32_t node : set) {
      if (node == 0) {
        state.accepts = true;
        continue;
      }
      for (const auto& [first, last] : steps[node].set->ranges()) {
        borders.push_back({first, {true, steps[node].a}});
        borders.push_back({last + 1, {false, steps[node].a}});
      }
    }
    std::sort(borders.begin(), borders.end());
    std::map<std::uint32_t, int> active;
    for (std::size_t b = 0; b < borders.size();) {
      const char32_t at = borders[b].first;
      for (; b < borders.size() && borders[b].first == at; ++b) {
        const auto [begins, target] = borders[b].second;
        if ((active[target] += begins ? 1 : -1) == 0) active.erase(target);
      }
      if (active.empty()) continue;
      std::vector<std::uint32_t> targets;
      for (const auto& [target, count] : active) targets.push_back(target);
      const std::uint32_t target = number_of(steps.closure(std::move(targets)));
      const char32_t last = borders[b].first - 1;
      if (!state.edges.empty() && state.edges.back().target == target && state.edges.back().last + 1 == at)
        state.edges.back().last = last;
      else
        state.edges.push_back({at, last, target});
    }
    states_.push_back(std::move(state));
  }
}

GANYMEDE_ONCE CharacterAutomaton CharacterAutomaton::of_length(unsigned min, unsigned max, std::string_view key) {
  CharacterAutomaton all(std::vector<State>{}, key);
  const unsigned last = max == unlimited ? min : max;
  all.check_size(last + std::size_t{1});
  for (unsigned i = 0; i <= last; ++i) {
    State& state = all.states_.emplace_back();
    state.accepts = i >= min;
    if (i < last || max == unlimited) state.edges.push_back({0, last_code_point, std::min(i + 1, last)});
  }
  return all;
}

GANYMEDE_ONCE CharacterAutomaton CharacterAutomaton::product(const CharacterAutomaton& other, bool outside) const {
  constexpr std::uint32_t gone = ~0U;  // the text is not one of the other's, whatever follows
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto number_of = [&](std::uint32_t a, std::uint32_t b) {
    const auto [at, fresh] = numbers.try_emplace({a, b}, static_cast<std::uint32_t>(pairs.size()));
    if (fresh) pairs.emplace_back(a, b);
    check_size(pairs.size());
    return at->second;
  };
  number_of(0, 0);
  CharacterAutomaton both(std::vector<State>{}, key_);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [a, b] = pairs[i];
    const bool there = b != gone && other.states_[b].accepts;
    State state{states_[a].accepts && there != outside, {}};
    for (const Edge& edge : states_[a].edges) {
      char32_t at = edge.first;
      if (b != gone)
        for (const Edge& second : other.states_[b].edges) {
          const char32_t first = std::max(at, second.first), last = std::min(edge.last, second.last);
          if (first > last) continue;
          if (outside && first > at) state.edges.push_back({at, first - 1, number_of(edge.target, gone)});
          state.edges.push_back({first, last, number_of(edge.target, second.target)});
          at = last + 1;
        }
      if (outside && at <= edge.last) state.edges.push_back({at, edge.last, number_of(edge.target, gone)});
    }
    both.states_.push_back(std::move(state));
  }
  return both;
}

GANYMEDE_ONCE bool CharacterAutomaton::accepts(std::string_view text) const {
  std::uint32_t at = 0;
  bool alive = true;
  for_each_code_point(text, [&](char32_t c, std::string_view) {
    const auto& edges = states_[at].edges;
    const auto edge = std::find_if(edges.begin(), edges.end(), [c](const Edge& e) { return c >= e.first && c <= e.last; });
    alive = alive && edge != edges.end();
    if (alive) at = edge->target;
  });
  return alive && states_[at].accepts;
}

GANYMEDE_ONCE bool CharacterAutomaton::empty() const {
  return std::none_of(states_.begin(), states_.end(), [](const State& s) { return s.accepts; });  // all states are reached
}

GANYMEDE_ONCE Expression CharacterAutomaton::emit(Rules& rules, const std::function<Expression(const CodePointRanges&)>& encode) const {
  const auto first = static_cast<std::uint32_t>(rules.bodies.size());
  for (std::size_t i = 0; i < states_.size(); ++i) rules.add("characters");
  for (std::size_t i = 0; i < states_.size(); ++i) {
    std::map<std::uint32_t, CodePointRanges> sets;
    for (const Edge& edge : states_[i].edges) sets[edge.target].add(edge.first, edge.last);
    std::vector<Expression> ways;
    for (const auto& [target, set] : sets) {
      std::vector<Expression> way;
      way.push_back(encode(set));
      way.push_back(rule(first + target));
      ways.push_back(sequence(std::move(way)));
    }
    if (states_[i].accepts) ways.push_back(sequence({}));
    rules.bodies[first + i] = choice(std::move(ways));
  }
  return rule(first);
}

}  // namespace ganymede::inline v0::detail::grammar
