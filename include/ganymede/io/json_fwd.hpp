#pragma once
// The type of JSON values, declared: who hands them on needs no more, and does not compile nlohmann's library. json.hpp defines it.

#include <ganymede/version.hpp>
#include <nlohmann/json_fwd.hpp>

namespace ganymede::inline v0 {

using Json = nlohmann::json;

}  // namespace ganymede::inline v0
