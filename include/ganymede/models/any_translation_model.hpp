#pragma once
// Whatever encoder-decoder model a checkpoint is.

#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/bart.hpp>
#include <ganymede/models/ctranslate2_transformer.hpp>
#include <ganymede/models/m2m100.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/mbart.hpp>
#include <ganymede/models/t5.hpp>
#include <ganymede/split.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// Every encoder-decoder family that this library has: what `Translator<>` loads.
using AnyTranslationModel = AnyEncoderDecoder<Marian<>, Bart<>, MBart<>, M2M100<>, T5<>, CTranslate2PostNorm<>, CTranslate2PreNorm<>>;

#if !GANYMEDE_BODIES
// What a program does with these families, but for looking at a model itself, is compiled once (any_translation_model.ipp).
extern template std::shared_ptr<const TranslationModel>
detail::load_named_family<TranslationModel, Marian<>, Bart<>, MBart<>, M2M100<>, T5<>, CTranslate2PostNorm<>, CTranslate2PreNorm<>>(
    const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const Marian<>> load_model<Marian<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const Bart<>> load_model<Bart<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const MBart<>> load_model<MBart<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const M2M100<>> load_model<M2M100<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const T5<>> load_model<T5<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const CTranslate2PostNorm<>> load_model<CTranslate2PostNorm<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const CTranslate2PreNorm<>> load_model<CTranslate2PreNorm<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const TranslationModel> as_translation_model<Marian<>>(std::shared_ptr<const Marian<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<Bart<>>(std::shared_ptr<const Bart<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<MBart<>>(std::shared_ptr<const MBart<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<M2M100<>>(std::shared_ptr<const M2M100<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<T5<>>(std::shared_ptr<const T5<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<CTranslate2PostNorm<>>(
    std::shared_ptr<const CTranslate2PostNorm<>>);
extern template std::shared_ptr<const TranslationModel> as_translation_model<CTranslate2PreNorm<>>(
    std::shared_ptr<const CTranslate2PreNorm<>>);
#endif

/// Whether the checkpoint is of one of these families.
inline bool is_translation_model(const Checkpoint& checkpoint) { return AnyTranslationModel::holds(checkpoint); }

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_translation_model.ipp>
#endif
