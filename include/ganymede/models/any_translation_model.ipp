#pragma once
// What any_translation_model.hpp promises to have compiled.

#include <ganymede/models/any_translation_model.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template std::shared_ptr<const TranslationModel> detail::load_named_family<TranslationModel, Marian<>, Bart<>, MBart<>, M2M100<>, T5<>,
                                                                           CTranslate2PostNorm<>, CTranslate2PreNorm<>>(const Checkpoint&,
                                                                                                                        const LoadOptions&);
template std::shared_ptr<const Marian<>> load_model<Marian<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const Bart<>> load_model<Bart<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const MBart<>> load_model<MBart<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const M2M100<>> load_model<M2M100<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const T5<>> load_model<T5<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const CTranslate2PostNorm<>> load_model<CTranslate2PostNorm<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const CTranslate2PreNorm<>> load_model<CTranslate2PreNorm<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const TranslationModel> as_translation_model<Marian<>>(std::shared_ptr<const Marian<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<Bart<>>(std::shared_ptr<const Bart<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<MBart<>>(std::shared_ptr<const MBart<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<M2M100<>>(std::shared_ptr<const M2M100<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<T5<>>(std::shared_ptr<const T5<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<CTranslate2PostNorm<>>(std::shared_ptr<const CTranslate2PostNorm<>>);
template std::shared_ptr<const TranslationModel> as_translation_model<CTranslate2PreNorm<>>(std::shared_ptr<const CTranslate2PreNorm<>>);

}  // namespace ganymede::inline v0
#endif
