#pragma once
// A text on one line.

#include <ganymede/split.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// A text on one line: each run of white space is a space, and there is none at the ends.
GANYMEDE_ONCE std::string one_line(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/one_line.ipp>
#endif
