#pragma once
// A template's text to its statements.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/syntax.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

/// Throws SyntaxFailure for what Jinja refuses: malformed text, filters and tests that there are none of.
GANYMEDE_ONCE Body parse(std::string_view source);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/parser.ipp>
#endif
