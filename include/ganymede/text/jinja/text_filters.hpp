#pragma once
// Filters of texts, numbers and single values.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/filters.hpp>

namespace ganymede::inline v0::jinja {

/// The one of that name; null where there is none.
GANYMEDE_ONCE Filter find_text_filter(std::string_view name);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_filters.ipp>
#endif
