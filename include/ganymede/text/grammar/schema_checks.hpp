#pragma once
// Questions about schemas: whether a value is what they say, and whether two of them can hold for one value.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/schema_facts.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail::grammar {

/// What has to hold for the member of a name, or for an item.
GANYMEDE_ONCE Schemas schemas_of_member(const SchemaFacts& facts, const std::string& name, std::string_view key);
GANYMEDE_ONCE Schemas schemas_of_item(const SchemaFacts& facts, std::size_t at);

/// Whether a value is what the facts of some schemas say. Throws as SchemaReader.
GANYMEDE_ONCE bool schema_holds(SchemaReader& reader, const SchemaValue& value, const SchemaFacts& facts);

/// Whether no value can be what two schemas say: by their types, by the values that they list, by a required property that tells them apart
/// so, or by one that the one requires and the other forbids. False where that is not plain.
GANYMEDE_ONCE bool schemas_disjoint(SchemaReader& reader, const SchemaValue& a, const SchemaValue& b);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_checks.ipp>
#endif
