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

/// What a program does with a family is compiled once (any_translation_model.ipp).
#define GANYMEDE_COMPILED_TRANSLATION_MODEL(KEYWORDS, MODEL) \
  KEYWORDS LoadedBy<MODEL::Family, float> load_family<MODEL::Family, float>(const Checkpoint&, const LoadOptions&);

namespace ganymede::inline v0 {

/// Any of them: what `Translator<>` loads.
class AnyTranslationModel : public detail::AnyHeldTranslationModel {
 public:
  /// Throws ConfigError when no family fits, and as the family's model does.
  explicit AnyTranslationModel(const Checkpoint& checkpoint, const LoadOptions& options = {});

  /// Whether the checkpoint names one of the families.
  static bool holds(const Checkpoint& checkpoint);
};

#if !GANYMEDE_BODIES
GANYMEDE_FOR_EACH_TRANSLATION_MODEL(GANYMEDE_COMPILED_TRANSLATION_MODEL, extern template)
#endif

/// Whether the checkpoint is of one of these families.
inline bool is_translation_model(const Checkpoint& checkpoint) { return AnyTranslationModel::holds(checkpoint); }

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_translation_model.ipp>
#endif
