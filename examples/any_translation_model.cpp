#include "any_translation_model.hpp"

template class ganymede::AnyEncoderDecoder<ganymede::Marian<>, ganymede::Bart<>, ganymede::MBart<>, ganymede::M2M100<>, ganymede::T5<>,
                                           ganymede::CTranslate2PostNorm<>, ganymede::CTranslate2PreNorm<>>;
template class ganymede::Translator<AnyTranslationModel>;

namespace {
template <class... Models>
bool is_one_of(const ganymede::Checkpoint& checkpoint, const ganymede::AnyEncoderDecoder<Models...>*) {
  return (ganymede::is_of_family<typename Models::Family>(checkpoint) || ...);
}
}  // namespace

bool is_translation_model(const ganymede::Checkpoint& checkpoint) {
  return is_one_of(checkpoint, static_cast<const AnyTranslationModel*>(nullptr));
}
