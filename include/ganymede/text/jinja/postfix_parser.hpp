#pragma once
// What stands behind a value in an expression: members, subscripts, calls, filters and tests. The bodies of class ExpressionParser
// (expression_parser.hpp) for it.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/expression_parser.hpp>

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/postfix_parser.ipp>
#endif
