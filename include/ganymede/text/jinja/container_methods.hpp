#pragma once
// The methods of dict, list and tuple; those that would change one are there to be refused.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

/// The method of that name, bound to `self`; false where there is none. One that changes its value is an Undefined without a hint.
GANYMEDE_ONCE bool find_container_method(Renderer& renderer, const Value& self, std::string_view name, Value& out);
/// dict.fromkeys(keys, value).
GANYMEDE_ONCE Value fromkeys_method(Renderer& renderer, const Value& self, const Arguments& given);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/container_methods.ipp>
#endif
