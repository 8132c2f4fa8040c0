#pragma once
// The bodies of empty_rules.hpp.

#include <ganymede/text/grammar/empty_rules.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE bool can_be_empty(const Expression& e, const std::vector<bool>& empty_rules) {
  const auto empty = [&](const Expression& part) { return can_be_empty(part, empty_rules); };
  switch (e.kind) {
    case Expression::Kind::literal:
      return e.text.empty();
    case Expression::Kind::characters:
      return false;
    case Expression::Kind::sequence:
      return std::all_of(e.parts.begin(), e.parts.end(), empty);
    case Expression::Kind::choice:
      return std::any_of(e.parts.begin(), e.parts.end(), empty);
    case Expression::Kind::repetition:
      return e.min == 0 || empty(e.parts.front());
    case Expression::Kind::rule:
      return empty_rules[e.rule];
  }
  return false;
}

/// Notes for each rule which others call it. Returns the number of constructs.
inline std::size_t add_caller(const Expression& e, std::uint32_t caller, std::vector<std::vector<std::uint32_t>>& callers) {
  if (e.kind == Expression::Kind::rule && (callers[e.rule].empty() || callers[e.rule].back() != caller)) callers[e.rule].push_back(caller);
  std::size_t constructs = 1;
  for (const Expression& part : e.parts) constructs += add_caller(part, caller, callers);
  return constructs;
}

GANYMEDE_ONCE std::vector<bool> rules_that_can_be_empty(const Rules& rules, std::string_view key) {
  constexpr std::size_t most_looks = 20000000;
  std::vector<bool> empty(rules.bodies.size());
  std::vector<std::vector<std::uint32_t>> callers(empty.size());
  std::vector<std::size_t> constructs;
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < empty.size(); ++i) {
    constructs.push_back(add_caller(rules.bodies[i], i, callers));
    open.push_back(i);
  }
  for (std::size_t looks = 0; !open.empty();) {
    const std::uint32_t at = open.back();
    open.pop_back();
    if (empty[at]) continue;
    looks += constructs[at];
    if (looks > most_looks) throw InputError{{.problem = "the grammar is too large", .key = std::string(key)}};
    if (!can_be_empty(rules.bodies[at], empty)) continue;
    empty[at] = true;
    open.insert(open.end(), callers[at].begin(), callers[at].end());
  }
  return empty;
}

}  // namespace ganymede::inline v0::detail::grammar
