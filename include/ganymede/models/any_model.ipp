#pragma once
// What any_model.hpp promises to have compiled.

#include <ganymede/models/any_model.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {
GANYMEDE_COMPILED_DECODERS(template)
}  // namespace ganymede::inline v0
#endif
