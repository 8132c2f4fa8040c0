#pragma once
// The bodies of shortest_texts.hpp.

#include <ganymede/text/grammar/shortest_texts.hpp>

#include <algorithm>
#include <queue>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

/// The lowest byte of an edge that can be spelled; -1: none.
inline int spelled_byte(const Edge& edge, const Spelling& spelling) {
  for (int b = edge.first; b <= edge.last; ++b)
    if (spelling.bytes[static_cast<std::size_t>(b)]) return b;
  return -1;
}

/// Calls found(target) for each state that a character leads to.
template <class Found>
void read_character(const Automaton& automaton, std::uint32_t state, std::string_view character, Found found) {
  if (character.empty()) return found(state);
  const auto byte = static_cast<std::uint8_t>(character.front());
  for (const Edge& e : automaton.edges(automaton[state]))
    if (byte >= e.first && byte <= e.last) read_character(automaton, e.target, character.substr(1), found);
}

GANYMEDE_ONCE ShortestTexts::ShortestTexts(const Automaton& automaton, const Spelling& spelling) : automaton_(automaton) {
  constexpr std::size_t most_tries = std::size_t{1} << 22;  // of characters, at all states together
  const auto size = static_cast<std::uint32_t>(automaton.size());
  cost_.assign(size, no_cost);
  edge_cost_.assign(size, no_cost);
  ways_.resize(size);
  best_reading_.assign(size, no_cost);

  // What leads to a state: readings, and calls that go on there; and the calls of each rule.
  struct Caller {
    std::uint32_t state, call;
  };
  struct Reader {
    std::uint32_t state, reading;
  };
  std::vector<std::vector<Reader>> readers(size);
  std::vector<std::vector<Caller>> returns(size), callers(automaton.rules());
  std::vector<std::uint32_t> rule_of(size, no_cost);
  for (std::uint32_t r = 0; r < automaton.rules(); ++r)
    if (automaton.start(r) < size) rule_of[automaton.start(r)] = r;
  const auto add_reading = [&](std::uint32_t state, std::string bytes, std::uint32_t target) {
    readers[target].push_back({state, static_cast<std::uint32_t>(readings_.size())});
    readings_.push_back({std::move(bytes), target});
  };
  std::size_t tries = 0;
  for (std::uint32_t s = 0; s < size; ++s) {
    bool wide = false;
    for (const Edge& e : automaton.edges(automaton[s])) {
      if (const int b = spelled_byte(e, spelling); b >= 0) add_reading(s, std::string(1, static_cast<char>(b)), e.target);
      wide = wide || e.last >= 0xC2;
    }
    if (wide && tries < most_tries)
      for (const std::string& character : spelling.characters) {
        ++tries;
        read_character(automaton, s, character, [&](std::uint32_t target) { add_reading(s, character, target); });
      }
    const auto calls = automaton.calls(automaton[s]);
    for (std::uint32_t c = 0; c < calls.size(); ++c) {
      returns[calls[c].target].push_back({s, c});
      callers[calls[c].rule].push_back({s, c});
    }
  }

  struct Found {
    std::uint32_t cost, state;
    Way way;
    bool operator<(const Found& other) const { return cost != other.cost ? cost > other.cost : state > other.state; }
  };
  std::priority_queue<Found> queue;
  const auto offer = [&](std::uint32_t state, std::uint64_t cost, Way way) {
    if (cost <= most && cost < cost_[state]) queue.push({static_cast<std::uint32_t>(cost), state, way});
  };
  const auto offer_call = [&](const Caller& caller) {
    const Call& c = automaton.calls(automaton[caller.state])[caller.call];
    const std::uint32_t text = cost_[automaton.start(c.rule)], rest = cost(c.target);
    if (text != no_cost && rest != no_cost) offer(caller.state, std::uint64_t{text} + rest, {true, caller.call});
  };
  const auto reaches_end = [&](std::uint32_t state) {  // its cost() is known now
    for (const Reader& reader : readers[state]) {
      const std::uint64_t through = std::uint64_t{cost(state)} + 1;
      if (through <= most && through < edge_cost_[reader.state]) {
        edge_cost_[reader.state] = static_cast<std::uint32_t>(through);
        best_reading_[reader.state] = reader.reading;
        offer(reader.state, through, {});
      }
    }
    for (const Caller& caller : returns[state]) offer_call(caller);
  };
  for (std::uint32_t s = 0; s < size; ++s)
    if (automaton[s].accepts) reaches_end(s);
  while (!queue.empty()) {
    const Found found = queue.top();
    queue.pop();
    if (cost_[found.state] != no_cost) continue;
    cost_[found.state] = found.cost;
    ways_[found.state] = found.way;
    if (!automaton[found.state].accepts) reaches_end(found.state);
    if (rule_of[found.state] != no_cost)
      for (const Caller& caller : callers[rule_of[found.state]]) offer_call(caller);
  }
}

GANYMEDE_ONCE void ShortestTexts::append(std::uint32_t state, std::string& text) const {
  struct Step {
    std::uint32_t state;
    bool some;  // more than nothing
  };
  std::vector<Step> open{{state, false}};
  while (!open.empty()) {
    const Step step = open.back();
    open.pop_back();
    if (!step.some && automaton_[step.state].accepts) continue;
    if (const Call* c = call(step.state)) {
      open.push_back({c->target, false});
      open.push_back({automaton_.start(c->rule), true});
    } else {
      const Reading& reading = readings_[best_reading_[step.state]];
      text += reading.bytes;
      open.push_back({reading.target, false});
    }
  }
}

GANYMEDE_ONCE void ShortestTexts::append_by_edges(std::uint32_t state, std::string& text) const {
  const Reading& reading = readings_[best_reading_[state]];
  text += reading.bytes;
  append(reading.target, text);
}

GANYMEDE_ONCE ByteCosts byte_costs(const Automaton& automaton) {
  Spelling all;
  all.bytes.set();
  const ShortestTexts texts(automaton, all);
  ByteCosts costs;
  for (std::uint32_t s = 0; s < automaton.size(); ++s) {
    costs.any.push_back(texts.cost(s));
    costs.some.push_back(texts.cost_of_some(s));
  }
  return costs;
}

}  // namespace ganymede::inline v0::detail::grammar
