#pragma once
// What an error says about a value that it found.

#include <ganymede/core/types.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0::detail {

/// As JSON, cut short: it comes from the file.
GANYMEDE_ONCE std::string describe(const Json& value);

GANYMEDE_ONCE std::string describe_number(double value);
GANYMEDE_ONCE std::string describe_number(Index value);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/describe.ipp>
#endif
