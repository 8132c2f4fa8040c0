#pragma once
// str.format().

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

namespace ganymede::inline v0::jinja {

/// format.format(arguments).
GANYMEDE_ONCE Value format_braces(Renderer& renderer, const Text& format, const Arguments& arguments);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/braces_format.ipp>
#endif
