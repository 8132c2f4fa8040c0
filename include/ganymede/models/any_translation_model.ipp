#pragma once
// The bodies of any_translation_model.hpp.

#include <ganymede/models/any_translation_model.hpp>

namespace ganymede::inline v0 {

namespace detail {

#define GANYMEDE_LISTED_TRANSLATION_MODEL(NOTHING, MODEL) listed_family<TranslationModel, MODEL::Family>(),
inline constexpr ListedFamily<TranslationModel> all_translation_models[] = {
    GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_LISTED_TRANSLATION_MODEL, )};
#undef GANYMEDE_LISTED_TRANSLATION_MODEL

}  // namespace detail

GANYMEDE_ONCE AnyTranslationModel::AnyTranslationModel(const Checkpoint& checkpoint, const LoadOptions& options)
    : AnyHeldTranslationModel(detail::load_listed<TranslationModel>(detail::all_translation_models, checkpoint, options)) {}

GANYMEDE_ONCE bool AnyTranslationModel::holds(const Checkpoint& checkpoint) {
  return detail::find_family<TranslationModel>(detail::all_translation_models, checkpoint) != nullptr;
}

#if GANYMEDE_SEPARATE
GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_COMPILED_TRANSLATION_MODEL, template)
#endif

}  // namespace ganymede::inline v0
