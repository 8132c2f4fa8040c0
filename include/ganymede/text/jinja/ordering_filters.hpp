#pragma once
// Filters that put sequences and dicts in order, or ask for what comes first in it.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/filters.hpp>

#include <string_view>

namespace ganymede::inline v0::jinja {

/// The one of that name; null where there is none.
GANYMEDE_ONCE Filter find_ordering_filter(std::string_view name);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/ordering_filters.ipp>
#endif
