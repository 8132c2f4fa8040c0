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

/// Every encoder-decoder family that this library has: a new one is its header above and a place here.
#define GANYMEDE_FOR_EACH_TRANSLATION_MODEL(USE, WITH) \
  USE(WITH, Marian<>)                                  \
  USE(WITH, Bart<>)                                    \
  USE(WITH, MBart<>)                                   \
  USE(WITH, M2M100<>)                                  \
  USE(WITH, T5<>)                                      \
  USE(WITH, CTranslate2PostNorm<>)                     \
  USE(WITH, CTranslate2PreNorm<>)

#define GANYMEDE_LISTED_TRANSLATION_MODEL(NOTHING, MODEL) , MODEL
/// What a program does with a family, but for looking at a model itself, is compiled once (any_translation_model.ipp).
#define GANYMEDE_COMPILED_TRANSLATION_MODEL(KEYWORDS, MODEL)                                      \
  KEYWORDS std::shared_ptr<const MODEL> load_model<MODEL>(const Checkpoint&, const LoadOptions&); \
  KEYWORDS std::shared_ptr<const TranslationModel> as_translation_model<MODEL>(std::shared_ptr<const MODEL>);
#define GANYMEDE_COMPILED_TRANSLATION_MODELS(KEYWORDS)                                                                  \
  KEYWORDS std::shared_ptr<const TranslationModel>                                                                      \
  detail::load_named_family<TranslationModel GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_LISTED_TRANSLATION_MODEL, )>( \
      const Checkpoint&, const LoadOptions&);                                                                           \
  GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_COMPILED_TRANSLATION_MODEL, KEYWORDS)

namespace ganymede::inline v0 {

namespace detail {
template <class Nothing, class... Models>
struct ListedTranslationModels {
  using Any = AnyEncoderDecoder<Models...>;
};
}  // namespace detail

/// Any of them: what `Translator<>` loads.
using AnyTranslationModel =
    detail::ListedTranslationModels<void GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_LISTED_TRANSLATION_MODEL, )>::Any;

#if !GANYMEDE_BODIES
GANYMEDE_COMPILED_TRANSLATION_MODELS(extern template)
#endif

/// Whether the checkpoint is of one of these families.
inline bool is_translation_model(const Checkpoint& checkpoint) { return AnyTranslationModel::holds(checkpoint); }

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_translation_model.ipp>
#endif
