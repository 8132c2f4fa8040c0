#pragma once
// The type of JSON values, declared: who hands them on needs no more. json_value.hpp defines it.

#include <ganymede/version.hpp>

namespace ganymede::inline v0 {

class Json;

}  // namespace ganymede::inline v0
