#pragma once
// The bodies of automaton.hpp.

#include <ganymede/text/grammar/automaton.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/grammar/byte_ranges.hpp>
#include <ganymede/text/grammar/empty_rules.hpp>
#include <ganymede/text/grammar/shortest_texts.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

/// Makes an automaton with steps that read nothing of each rule that can be reached, then takes these steps out.
class AutomatonBuilder {
 public:
  AutomatonBuilder(const Rules& rules, std::string_view key, Automaton& out) : rules_(rules), key_(key), out_(out) {
    nullable_ = rules_that_can_be_empty(rules, key);
    out_.starts_.assign(rules.bodies.size(), none);
    for (std::size_t i = 0; i < rules.bodies.size(); ++i) bodies_.push_back(&rules.bodies[i]);
    require_rule(0);
    while (!waiting_rules_.empty() || !waiting_.empty()) {
      if (!waiting_.empty()) {
        close();
        continue;
      }
      const std::uint32_t rule = waiting_rules_.back();
      waiting_rules_.pop_back();
      out_.starts_[rule] = state_of(make(*bodies_[rule], accept()));
    }
    rank_rules();
    trim();
  }

 private:
  static constexpr std::uint32_t none = ~0U;
  static constexpr std::size_t most_copied = 256;  // nodes of a repetition whose body is not a rule of its own

  struct Node {
    enum class Kind : std::uint8_t { accept, split, byte, call } kind = Kind::accept;
    std::uint8_t first = 0, last = 0;
    std::uint32_t a = none, b = none;  // split: both ways; byte: a is the target; call: rule a, target b
  };

  [[noreturn]] void fail(std::string problem, std::string expected = {}, std::string found = {}) const {
    throw InputError{{.problem = std::move(problem), .key = std::string(key_), .expected = std::move(expected), .found = std::move(found)}};
  }

  static std::size_t weight(const Expression& e) {
    std::size_t all = e.kind == Expression::Kind::characters ? 4 * e.set.ranges().size() : e.text.size() + 1;
    for (const Expression& part : e.parts) all += weight(part);
    if (e.kind == Expression::Kind::repetition) all *= e.max == unlimited ? e.min + 1 : std::max(e.max, 1U);
    return all;
  }

  std::uint32_t add(Node node) {
    if (nodes_.size() >= most_edges) fail("the grammar is too large", "at most " + std::to_string(most_edges) + " steps");
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  std::uint32_t accept() { return add({}); }
  std::uint32_t split(std::uint32_t a, std::uint32_t b) { return add({Node::Kind::split, 0, 0, a, b}); }
  std::uint32_t byte(std::uint8_t first, std::uint8_t last, std::uint32_t next) { return add({Node::Kind::byte, first, last, next}); }
  std::uint32_t call(std::uint32_t rule, std::uint32_t next) { return add({Node::Kind::call, 0, 0, rule, next}); }

  void require_rule(std::uint32_t rule) {
    if (required_.size() < out_.starts_.size()) required_.resize(out_.starts_.size());
    if (required_[rule]) return;
    required_[rule] = true;
    waiting_rules_.push_back(rule);
  }

  /// Where a text of `e` begins that is followed by `next`; none where there is no such text.
  std::uint32_t make(const Expression& e, std::uint32_t next) {
    switch (e.kind) {
      case Expression::Kind::literal:
        for (auto c = e.text.rbegin(); c != e.text.rend(); ++c)
          next = byte(static_cast<std::uint8_t>(*c), static_cast<std::uint8_t>(*c), next);
        return next;
      case Expression::Kind::characters:
        return make_characters(e.set, next);
      case Expression::Kind::sequence:
        for (auto part = e.parts.rbegin(); part != e.parts.rend() && next != none; ++part) next = make(*part, next);
        return next;
      case Expression::Kind::choice: {
        std::uint32_t any = none;
        for (auto part = e.parts.rbegin(); part != e.parts.rend(); ++part) {
          const std::uint32_t way = make(*part, next);
          if (way != none) any = any == none ? way : split(way, any);
        }
        return any;
      }
      case Expression::Kind::repetition:
        return make_repetition(e, next);
      case Expression::Kind::rule:
        require_rule(e.rule);
        return call(e.rule, next);
    }
    return none;
  }
  std::uint32_t make_characters(const CodePointRanges& set, std::uint32_t next) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> known;  // what ends alike is made once
    std::uint32_t any = none;
    for (const ByteSequence& bytes : byte_sequences(set)) {
      std::uint32_t to = next;
      for (unsigned i = bytes.length; i-- > 0;) {
        const auto [first, last] = bytes.ranges[i];
        const auto [at, fresh] = known.try_emplace({static_cast<std::uint32_t>(first << 8 | last), to}, 0);
        if (fresh) at->second = byte(first, last, to);
        to = at->second;
      }
      any = any == none ? to : split(to, any);
    }
    return any;
  }
  std::uint32_t make_repetition(const Expression& e, std::uint32_t next) {
    const Expression* body = &e.parts.front();
    const unsigned copies = e.max == unlimited ? std::max(e.min, 1U) : e.max;
    if (copies > most_repetitions) fail("a repetition is too long", "at most " + std::to_string(most_repetitions), std::to_string(copies));
    Expression called;
    if (copies > 1 && body->kind != Expression::Kind::rule && weight(*body) * copies > most_copied) {
      const auto number = static_cast<std::uint32_t>(bodies_.size());
      bodies_.push_back(body);
      nullable_.push_back(can_be_empty(*body, nullable_));
      out_.starts_.push_back(none);
      called = rule(number);
      body = &called;
    }
    std::uint32_t entry = next;
    unsigned left = e.min;
    if (e.max == unlimited) {
      const std::uint32_t loop = split(none, next);
      const std::uint32_t once = make(*body, loop);
      nodes_[loop].a = once;
      entry = left > 0 ? once : loop;
      if (left > 0) --left;
    } else {
      for (unsigned i = e.min; i < e.max; ++i) {
        const std::uint32_t once = make(*body, entry);
        if (once != none) entry = split(once, next);
      }
    }
    for (; left > 0 && entry != none; --left) entry = make(*body, entry);
    return entry;
  }

  /// The state that stands for a node; its edges wait to be found.
  std::uint32_t state_of(std::uint32_t node) {
    if (node == none) node = add({Node::Kind::split});  // a rule that has no text
    state_numbers_.resize(nodes_.size(), none);
    if (state_numbers_[node] == none) {
      if (out_.states_.size() >= most_states) fail("the grammar is too large", "at most " + std::to_string(most_states) + " states");
      state_numbers_[node] = static_cast<std::uint32_t>(out_.states_.size());
      out_.states_.emplace_back();
      waiting_.push_back(node);
    }
    return state_numbers_[node];
  }
  /// Finds what a node reads first, over all steps that read nothing.
  void close() {
    const std::uint32_t node = waiting_.back();
    waiting_.pop_back();
    const std::uint32_t state = state_numbers_[node];
    seen_.resize(nodes_.size(), none);
    std::vector<std::uint32_t> open{node};
    std::vector<Edge> edges;
    std::vector<Call> calls;
    bool accepts = false;
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (at == none || seen_[at] == state) continue;
      seen_[at] = state;
      const Node n = nodes_[at];
      switch (n.kind) {
        case Node::Kind::accept:
          accepts = true;
          break;
        case Node::Kind::split:
          open.push_back(n.b);
          open.push_back(n.a);
          break;
        case Node::Kind::byte:
          edges.push_back({n.first, n.last, n.a});
          break;
        case Node::Kind::call:
          if (nullable_[n.a]) open.push_back(n.b);
          calls.push_back({n.a, n.b});
          break;
      }
    }
    if (out_.edges_.size() + edges.size() + out_.calls_.size() + calls.size() > most_edges)
      fail("the grammar is too large", "at most " + std::to_string(most_edges) + " steps");
    for (Edge& edge : edges) edge.target = state_of(edge.target);
    for (Call& c : calls) c.target = state_of(c.target);
    out_.states_[state] = {static_cast<std::uint32_t>(out_.edges_.size()), static_cast<std::uint32_t>(edges.size()),
                           static_cast<std::uint32_t>(out_.calls_.size()), static_cast<std::uint32_t>(calls.size()), accepts};
    out_.edges_.insert(out_.edges_.end(), edges.begin(), edges.end());
    out_.calls_.insert(out_.calls_.end(), calls.begin(), calls.end());
  }

  /// Rules in an order in which each comes before those that it can begin with.
  void rank_rules() {
    const auto count = static_cast<std::uint32_t>(out_.starts_.size());
    enum : std::uint8_t { fresh, open, done };
    std::vector<std::uint8_t> visited(count, fresh);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> path;  // rule, and which of its calls comes next
    out_.ranks_.assign(count, 0);
    std::uint32_t rank = count;
    for (std::uint32_t root = 0; root < count; ++root) {
      if (out_.starts_[root] == none || visited[root] != fresh) continue;
      path.emplace_back(root, 0);
      visited[root] = open;
      while (!path.empty()) {
        auto& [rule, next] = path.back();
        const auto calls = out_.calls(out_.states_[out_.starts_[rule]]);
        if (next == calls.size()) {
          visited[rule] = done;
          out_.ranks_[rule] = --rank;
          path.pop_back();
          continue;
        }
        const std::uint32_t to = calls[next++].rule;
        if (visited[to] == open)
          fail("left recursion: a rule calls itself before it has read anything", "", to < rules_.names.size() ? rules_.names[to] : "");
        if (visited[to] == fresh) {
          visited[to] = open;
          path.emplace_back(to, 0);
        }
      }
    }
  }

  /// Takes out what no text comes of.
  void trim() {
    const ByteCosts costs = byte_costs(out_);
    if (costs.any[out_.starts_[0]] == no_cost) fail("no text is possible, or none of at most " + std::to_string(most_cost) + " bytes");
    std::vector<Edge> edges;
    std::vector<Call> calls;
    for (State& s : out_.states_) {
      const auto old_edges = out_.edges(s);
      const auto old_calls = out_.calls(s);
      s.first_edge = static_cast<std::uint32_t>(edges.size());
      for (const Edge& e : old_edges)
        if (costs.any[e.target] != no_cost) edges.push_back(e);
      s.edges = static_cast<std::uint32_t>(edges.size()) - s.first_edge;
      s.first_call = static_cast<std::uint32_t>(calls.size());
      for (const Call& c : old_calls)
        if (costs.some[out_.starts_[c.rule]] != no_cost && costs.any[c.target] != no_cost) calls.push_back(c);
      s.calls = static_cast<std::uint32_t>(calls.size()) - s.first_call;
    }
    out_.edges_ = std::move(edges);
    out_.calls_ = std::move(calls);
  }

  const Rules& rules_;
  std::string_view key_;
  Automaton& out_;
  std::vector<const Expression*> bodies_;  // of the rules, and of those that were made of repetitions
  std::vector<bool> nullable_, required_;
  std::vector<std::uint32_t> waiting_rules_, waiting_, seen_, state_numbers_;
  std::vector<Node> nodes_;
};

GANYMEDE_ONCE Automaton::Automaton(const Rules& rules, std::string_view key) { AutomatonBuilder(rules, key, *this); }

}  // namespace ganymede::inline v0::detail::grammar
