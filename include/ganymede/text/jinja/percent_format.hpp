#pragma once
// text % values: formatting in the manner of printf.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

namespace ganymede::inline v0::jinja {

/// text % values.
GANYMEDE_ONCE Value format_percent(Renderer& renderer, const Text& format, const Value& values);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/percent_format.ipp>
#endif
