#pragma once
// What an expression begins with: constants, names, brackets. The bodies of class ExpressionParser (expression_parser.hpp) for it.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/expression_parser.hpp>

namespace ganymede::inline v0::jinja {

/// What a token is called in messages.
GANYMEDE_ONCE std::string describe(const Token& token);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/primary_parser.ipp>
#endif
