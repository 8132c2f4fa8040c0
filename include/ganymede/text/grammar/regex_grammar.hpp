#pragma once
// Regular expressions as grammars: of whole texts, and of texts that hold a match somewhere, as JSON Schema's `pattern` means it.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::grammar {

/// The texts that `pattern` matches as a whole (`search` false), or that it matches somewhere. What lazy and greedy repetitions match is
/// the same; ^ and $ may stand at the ends of the pattern and of its alternatives. \d and \w are ASCII's, \s its white space, and \D, \W,
/// \S what is neither there nor in Unicode's, so that every dialect agrees; . is no line end. Throws InputError naming what is not
/// supported: look-around, back-references, word boundaries, anchors elsewhere, possessive repetition. `key` names the pattern in errors.
GANYMEDE_ONCE Expression regex_expression(std::string_view pattern, bool search, std::string_view key);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/regex_grammar.ipp>
#endif
