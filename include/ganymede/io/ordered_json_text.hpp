#pragma once
// Values whose members have an order, as text and as Json.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

/// The value as Json, which has members in the order of their names.
GANYMEDE_ONCE Json to_json(const OrderedJson& value);

/// On one line, members in their order, otherwise as Json::dump() writes it.
GANYMEDE_ONCE std::string dump(const OrderedJson& value);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/ordered_json_text.ipp>
#endif
