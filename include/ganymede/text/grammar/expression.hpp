#pragma once
// What a grammar says, as a tree for each rule: what GBNF, regular expressions and JSON Schemas are read into.

#include <ganymede/text/unicode/code_point_set.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

inline constexpr unsigned unlimited = ~0U;
/// Limits on what somebody else wrote: bytes of its text, levels of nesting, and of a repetition.
inline constexpr std::size_t most_bytes = std::size_t{1} << 20;
inline constexpr unsigned most_levels = 200, most_repetitions = 100000;

/// One construct. A sequence without parts is the empty text, a choice without parts matches nothing.
struct Expression {
  enum class Kind : std::uint8_t { literal, characters, sequence, choice, repetition, rule };
  Kind kind = Kind::sequence;
  std::string text{};               ///< literal: UTF-8
  CodePointRanges set{};            ///< characters: one of these
  std::vector<Expression> parts{};  ///< sequence, choice: all; repetition: one
  unsigned min = 0, max = 0;        ///< repetition; unlimited: no end
  std::uint32_t rule = 0;           ///< rule: its number
};

inline Expression literal(std::string text) {
  Expression e;
  e.kind = Expression::Kind::literal;
  e.text = std::move(text);
  return e;
}
inline Expression characters(CodePointRanges set) {
  Expression e;
  e.kind = Expression::Kind::characters;
  e.set = std::move(set);
  return e;
}
inline Expression sequence(std::vector<Expression> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Expression e;
  e.parts = std::move(parts);
  return e;
}
inline Expression choice(std::vector<Expression> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Expression e;
  e.kind = Expression::Kind::choice;
  e.parts = std::move(parts);
  return e;
}
inline Expression repetition(Expression part, unsigned min, unsigned max) {
  if (min == 1 && max == 1) return part;
  Expression e;
  e.kind = Expression::Kind::repetition;
  e.parts.push_back(std::move(part));
  e.min = min;
  e.max = max;
  return e;
}
inline Expression optional(Expression part) { return repetition(std::move(part), 0, 1); }
inline Expression rule(std::uint32_t number) {
  Expression e;
  e.kind = Expression::Kind::rule;
  e.rule = number;
  return e;
}
/// What matches nothing.
inline Expression nothing() { return choice({}); }

/// All rules; a text of the grammar is one of rule 0. The names are for messages.
struct Rules {
  std::vector<std::string> names{};
  std::vector<Expression> bodies{};

  std::uint32_t add(std::string name, Expression body = nothing()) {
    names.push_back(std::move(name));
    bodies.push_back(std::move(body));
    return static_cast<std::uint32_t>(bodies.size() - 1);
  }
};

}  // namespace ganymede::inline v0::detail::grammar
