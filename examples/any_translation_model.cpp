#include "any_translation_model.hpp"

template class ganymede::AnyEncoderDecoder<ganymede::Marian<>, ganymede::Bart<>, ganymede::MBart<>, ganymede::M2M100<>, ganymede::T5<>,
                                           ganymede::CTranslate2PostNorm<>, ganymede::CTranslate2PreNorm<>>;
template class ganymede::Translator<AnyTranslationModel>;
