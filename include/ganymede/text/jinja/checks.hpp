#pragma once
// What Jinja refuses of a template that is well formed.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/syntax.hpp>

namespace ganymede::inline v0::jinja {

/// Filters and tests that there are none of, except inside of an `if` (whose branch may never run), and break and continue outside of
/// loops: SyntaxFailure.
GANYMEDE_ONCE void check(const Body& body);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/checks.ipp>
#endif
