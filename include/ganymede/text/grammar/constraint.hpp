#pragma once
// Structured output: what an answer must be, as `GenerationOptions::constraint`.
//
//     generator(prompt, {.constraint = ganymede::regex("yes|no")});
//     generator(prompt, {.constraint = ganymede::json_schema(R"({"type": "object", "properties": {"name": {"type": "string"}}})")});
//
// Each reads its text once; the constraint can be used again and again, by many threads and with many models, and what it learns of a
// vocabulary is kept. All throw InputError, within 100 ms, for what is malformed, not supported (by name), ambiguous beyond any use (left
// recursion) or too large.

#include <ganymede/core/constraint.hpp>
#include <ganymede/split.hpp>

#include <string_view>

namespace ganymede::inline v0 {

/// Texts that a regular expression matches from beginning to end (regex_grammar.hpp tells the dialect).
GANYMEDE_ONCE Constraint regex(std::string_view pattern);

/// Texts of a grammar in llama.cpp's syntax (gbnf.hpp).
GANYMEDE_ONCE Constraint gbnf(std::string_view grammar);

/// JSON texts that a JSON Schema holds for (schema_grammar.hpp tells their form). FormatError where it is no JSON; InputError for a keyword
/// that is neither honoured nor an annotation, and for a schema that no value satisfies.
GANYMEDE_ONCE Constraint json_schema(std::string_view schema);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/constraint.ipp>
#endif
