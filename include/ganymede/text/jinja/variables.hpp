#pragma once
// What a template is given, as its values.

#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <cstddef>

namespace ganymede::inline v0::jinja {

/// About how many bytes a value has in memory: what limits grow with.
GANYMEDE_ONCE std::size_t size_of(const OrderedJson& json);

/// Adds the members of an object as variables. Strings, and names of members, are not trusted; but those under names that end in "_token"
/// are, as is a message's role where it is one word: templates of the kind "<|" + role + "|>" put special tokens together from it.
GANYMEDE_ONCE void add_variables(Renderer& renderer, Scope& scope, const OrderedJson& variables);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/variables.ipp>
#endif
