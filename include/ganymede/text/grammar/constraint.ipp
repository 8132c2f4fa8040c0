#pragma once
// The bodies of constraint.hpp.

#include <ganymede/text/grammar/constraint.hpp>

#include <ganymede/text/grammar/gbnf.hpp>
#include <ganymede/text/grammar/grammar_constraint.hpp>
#include <ganymede/text/grammar/regex_grammar.hpp>
#include <ganymede/text/grammar/schema_grammar.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Constraint regex(std::string_view pattern) {
  detail::grammar::Rules rules;
  rules.add("regex", detail::grammar::regex_expression(pattern, false, "regex"));
  return detail::grammar::constraint_of(rules, "regex");
}

GANYMEDE_ONCE Constraint gbnf(std::string_view grammar) {
  return detail::grammar::constraint_of(detail::grammar::GbnfReader(grammar).read(), "gbnf");
}

GANYMEDE_ONCE Constraint json_schema(std::string_view schema) {
  const detail::grammar::SchemaValue value = detail::grammar::read_schema_value(schema, "json_schema");
  return detail::grammar::constraint_of(detail::grammar::SchemaGrammar(value, "json_schema").make(), "json_schema");
}

}  // namespace ganymede::inline v0
