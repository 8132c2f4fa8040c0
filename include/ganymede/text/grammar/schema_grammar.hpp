#pragma once
// JSON Schemas as grammars of the JSON texts that they hold for.
//
// A text has at most one space after each comma and each colon, and no other white space. Members come in the order of the schema's
// properties, each at most once, those that are not required or not. Where nothing is said of other members and items, none come; where
// they are allowed (additionalProperties, patternProperties, or an object of which nothing is said) they come last, and their names differ
// from those of the properties. docs/structured-output.md has a table of all keywords.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>
#include <ganymede/text/grammar/schema_facts.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

class SchemaGrammar {
 public:
  /// `schema` and `key` must outlive this.
  SchemaGrammar(const SchemaValue& schema, std::string_view key) : schema_(schema), key_(key), reader_(schema, key) {}

  /// Throws as SchemaReader.
  Rules make();

 private:
  struct FreeMember {
    Expression name{};
    Schemas schemas{};
  };

  /// A value for which all these hold.
  Expression value(Schemas schemas);
  Expression any_value();
  Expression body(const Schemas& schemas);
  Expression body(SchemaFacts facts);
  Expression listed(const SchemaFacts& facts);
  Expression array(const SchemaFacts& facts);
  Expression object(const SchemaFacts& facts);
  std::vector<FreeMember> free_members(const SchemaFacts& facts, const std::vector<std::string>& declared);
  std::optional<CharacterAutomaton> names(const SchemaFacts& facts);

  const SchemaValue& schema_;
  std::string_view key_;
  SchemaReader reader_;
  Rules rules_;
  std::map<Schemas, std::uint32_t> known_;
  std::vector<std::pair<Schemas, std::uint32_t>> waiting_;  // rules without a body
  std::optional<std::uint32_t> any_;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_grammar.ipp>
#endif
