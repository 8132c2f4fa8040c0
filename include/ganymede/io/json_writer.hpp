#pragma once
// A JSON value as text.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0::detail {

/// What Json::dump() writes, appended.
GANYMEDE_ONCE void append_json(std::string& out, const Json& value);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/json_writer.ipp>
#endif
