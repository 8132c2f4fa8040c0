#pragma once
// Tests: what stands behind `is` (jinja2.tests).

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool is_test(std::string_view name);
/// value is name(arguments...), the value being the first of `given`. Fails where there is no such test.
GANYMEDE_ONCE bool call_test(Renderer& renderer, std::string_view name, const Arguments& given);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/tests.ipp>
#endif
