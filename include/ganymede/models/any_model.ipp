#pragma once
// The bodies of any_model.hpp.

#include <ganymede/models/any_model.hpp>

namespace ganymede::inline v0 {

namespace detail {

#define GANYMEDE_LISTED_DECODER(NOTHING, MODEL) listed_family<LanguageModel, MODEL::Family>(),
inline constexpr ListedFamily<LanguageModel> all_decoders[] = {GANYMEDE_FOR_EACH_DECODER(GANYMEDE_LISTED_DECODER, )};
#undef GANYMEDE_LISTED_DECODER

}  // namespace detail

GANYMEDE_ONCE AnyModel::AnyModel(const Checkpoint& checkpoint, const LoadOptions& options)
    : AnyHeld(detail::load_listed<LanguageModel>(detail::all_decoders, checkpoint, options)) {}

GANYMEDE_ONCE bool AnyModel::holds(const Checkpoint& checkpoint) {
  return detail::find_family<LanguageModel>(detail::all_decoders, checkpoint) != nullptr;
}

#if GANYMEDE_SEPARATE
GANYMEDE_FOR_EACH_DECODER(GANYMEDE_COMPILED_DECODER, template)
#endif

}  // namespace ganymede::inline v0
