#pragma once
// The methods of Python's str.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

/// The method of that name, bound to `self`; false where str has none.
GANYMEDE_ONCE bool find_text_method(Renderer& renderer, const Value& self, std::string_view name, Value& out);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_methods.ipp>
#endif
