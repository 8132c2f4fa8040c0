#pragma once
// The bodies of recognizer.hpp.

#include <ganymede/text/grammar/recognizer.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE Recognizer::Recognizer(const Automaton& automaton, const ShortestTexts& texts)
    : automaton_(automaton), texts_(texts), stacks_(texts) {
  configurations_.emplace_back();  // dead
  std::vector<Element> elements{{automaton.start(0), stacks_.bottom()}};
  enter_calls(elements);
  root_ = intern(elements, automaton[automaton.start(0)].accepts);
  // A configuration of its own, whose space leads to the root and whose other bytes lead where the root's do.
  const Configuration& root = configurations_[root_];
  configurations_.push_back({root.first, root.count, root.best, root.accepts, root.cost, nullptr});
  skipping_ = size() - 1;
  row(skipping_)[' '] = root_;
}

GANYMEDE_ONCE std::array<std::uint32_t, 256>& Recognizer::row(std::uint32_t configuration) {
  auto& next = configurations_[configuration].next;
  if (!next) {
    next = std::make_unique<std::array<std::uint32_t, 256>>();
    next->fill(unknown);
    bytes_ += sizeof *next;
  }
  return *next;
}

GANYMEDE_ONCE std::uint32_t Recognizer::compute(std::uint32_t configuration, std::uint8_t byte) {
  std::vector<Element> reached;
  for (const Element& element : elements(configuration)) {
    const bool deep = stacks_.depth(element.stacks) >= Stacks::deepest;
    for (const Edge& edge : automaton_.edges(automaton_[element.state])) {
      if (byte < edge.first || byte > edge.last) continue;
      const std::uint32_t rest = texts_.cost(edge.target);  // no_cost within characters that the vocabulary has as a whole
      if (!deep || rest == no_cost || rest < texts_.cost_of_edges(element.state)) reached.push_back({edge.target, element.stacks});
    }
  }
  return reached.empty() ? dead : close(std::move(reached));
}

GANYMEDE_ONCE std::uint32_t Recognizer::close(std::vector<Element> reached) {
  bool accepts = false;
  leave_rules(reached, accepts);
  merge(reached);
  enter_calls(reached);
  return intern(reached, accepts);
}

GANYMEDE_ONCE void Recognizer::leave_rules(std::vector<Element>& reached, bool& accepts) {
  std::set<Element> seen(reached.begin(), reached.end());
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Element element = reached[i];
    if (!automaton_[element.state].accepts) continue;
    for (const Frame& frame : stacks_.frames(element.stacks)) {
      if (frame.state == Stacks::no_state)
        accepts = true;
      else if (seen.insert({frame.state, frame.below}).second)
        reached.push_back({frame.state, frame.below});
    }
  }
}

GANYMEDE_ONCE void Recognizer::merge(std::vector<Element>& elements) {
  std::sort(elements.begin(), elements.end());
  std::size_t kept = 0;
  for (const Element& element : elements)
    if (kept > 0 && elements[kept - 1].state == element.state)
      elements[kept - 1].stacks = stacks_.unite(elements[kept - 1].stacks, element.stacks);
    else
      elements[kept++] = element;
  elements.resize(kept);
}

GANYMEDE_ONCE void Recognizer::enter_calls(std::vector<Element>& reached) {
  std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> called;  // by the rank of a rule: its number, the stacks below it
  const auto call_from = [&](const Element& element) {
    const bool deep = stacks_.depth(element.stacks) >= Stacks::deepest;
    for (const Call& call : automaton_.calls(automaton_[element.state])) {
      if (deep && &call != texts_.call(element.state)) continue;  // only the way to the end may go deeper
      const State& target = automaton_[call.target];
      const bool tail = target.accepts && target.edges == 0 && target.calls == 0;
      const std::uint32_t below = tail ? element.stacks : stacks_.push(call.target, element.stacks);
      auto& [rule, stacks] = called[automaton_.rank(call.rule)];
      rule = call.rule;
      stacks = stacks_.unite(stacks, below);
    }
  };
  for (const Element& element : reached) call_from(element);
  while (!called.empty()) {
    const auto [rule, stacks] = called.begin()->second;
    called.erase(called.begin());
    const Element start{automaton_.start(rule), stacks};
    reached.push_back(start);
    call_from(start);
  }
  merge(reached);
}

GANYMEDE_ONCE std::uint32_t Recognizer::intern(const std::vector<Element>& elements, bool accepts) {
  std::vector<Element> reading;
  std::uint64_t hash = accepts ? 1 : 2;
  for (const Element& element : elements)
    if (automaton_[element.state].edges > 0) {
      reading.push_back(element);
      hash = mix(mix(hash, element.state), element.stacks);
    }
  if (reading.empty() && !accepts) return dead;
  const auto [begin, end] = known_.equal_range(hash);
  for (auto at = begin; at != end; ++at) {
    const auto same = this->elements(at->second);
    if (accepts == configurations_[at->second].accepts && std::equal(same.begin(), same.end(), reading.begin(), reading.end()))
      return at->second;
  }
  Configuration c{static_cast<std::uint32_t>(elements_.size()), static_cast<std::uint32_t>(reading.size()), 0, accepts, no_end, nullptr};
  for (std::uint32_t i = 0; i < reading.size(); ++i) {
    const std::uint32_t own = texts_.cost_of_edges(reading[i].state);
    const std::uint64_t below = stacks_.cost(reading[i].stacks);
    if (own != no_cost && below != no_end && own + below < c.cost) c.cost = own + below, c.best = i;
  }
  if (accepts) c.cost = 0;
  elements_.insert(elements_.end(), reading.begin(), reading.end());
  bytes_ += reading.size() * sizeof(Element) + sizeof(Configuration) + 64;
  configurations_.push_back(std::move(c));
  known_.emplace(hash, size() - 1);
  return size() - 1;
}

GANYMEDE_ONCE std::string Recognizer::cheapest_text(std::uint32_t configuration) const {
  std::string text;
  if (accepts(configuration) || cost(configuration) == no_end) return text;
  const Element& element = elements(configuration)[configurations_[configuration].best];
  texts_.append_by_edges(element.state, text);
  for (std::uint32_t stacks = element.stacks;;) {
    const Frame& frame = stacks_.cheapest(stacks);
    if (frame.state == Stacks::no_state) return text;
    texts_.append(frame.state, text);
    stacks = frame.below;
  }
}

}  // namespace ganymede::inline v0::detail::grammar
