#pragma once
// Filters: what stands behind | (jinja2.filters).

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/arguments.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool is_filter(std::string_view name);
/// value|name(arguments...), the value being the first of `given`. Fails where there is no such filter.
GANYMEDE_ONCE Value call_filter(Renderer& renderer, std::string_view name, const Arguments& given);

using Filter = Value (*)(Renderer&, const Arguments&);
struct NamedFilter {
  std::string_view name;
  Filter filter;
};

/// What a filter's `attribute` argument asks for: the members of an item one by one, "a.b.0"; the item itself where there is none.
GANYMEDE_ONCE Value attribute_path(Renderer& renderer, const Value& item, const Value* attribute, const Value* otherwise = nullptr);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/filters.ipp>
#endif
