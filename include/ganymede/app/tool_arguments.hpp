#pragma once
// Are the arguments of a call what its function's JSON Schema asks for? What is wrong is told in words that a model can act upon.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

/// What is wrong with `arguments`; empty where nothing is. Looked at: type, enum, const, properties, required, additionalProperties, items,
/// minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems, anyOf. Unlike elsewhere, an argument
/// that the schema does not name is wrong, unless additionalProperties allows it: models make them up. Other keywords are not looked at.
GANYMEDE_ONCE std::string problem_with_arguments(const Json& arguments, const Json& schema);

/// Gives texts the types that the schema names: of dialects that write every value as text (ToolCall::text_values). A text that is none of
/// that type stays.
GANYMEDE_ONCE void give_types(OrderedJson& arguments, const Json& schema);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/tool_arguments.ipp>
#endif
