#pragma once
// The functions that templates find: range, dict, namespace, cycler, joiner, raise_exception, strftime_now. (lipsum, which Jinja has too,
// is not the same twice: calling it fails.)

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

namespace ganymede::inline v0::jinja {

/// Adds them to a scope.
GANYMEDE_ONCE void add_functions(Renderer& renderer, Scope& scope);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/functions.ipp>
#endif
