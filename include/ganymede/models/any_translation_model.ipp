#pragma once
// What any_translation_model.hpp promises to have compiled.

#include <ganymede/models/any_translation_model.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {
GANYMEDE_COMPILED_TRANSLATION_MODELS(template)
}  // namespace ganymede::inline v0
#endif
