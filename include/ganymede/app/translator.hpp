#pragma once
// Text in one language in, text in another out: an encoder-decoder model with its tokenizers and its defaults.

#include <ganymede/app/translator_base.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/models/any_translation_model.hpp>

#include <filesystem>
#include <memory>
#include <utility>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one translator. Copies share the model.
///   const Translator<Marian<>> fr_en{"opus-mt-fr-en"};
///   std::cout << fr_en("J'aime l'apprentissage automatique.", {.num_beams = 4});
/// `Translator<>` takes whatever encoder-decoder model the checkpoint is.
template <EncoderDecoderModel Model = AnyTranslationModel>
class Translator : public TranslatorBase {
 public:
  /// From an unmodified Hugging Face folder, or one in a GGUF file (see Checkpoint). Throws FileError, FormatError, ConfigError,
  /// TensorError, or TokenizerError, which vocabularies of different sizes are too.
  explicit Translator(const std::filesystem::path& path, const LoadOptions& options = {})
      : Translator(checkpoint_for(path, options), options) {}
  explicit Translator(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : Translator{Parts(checkpoint), load_model<Model>(checkpoint, options)} {}

  const Model& model() const& { return *model_; }
  const Model& model() const&& = delete;  // it would be gone

 private:
  Translator(Parts parts, std::shared_ptr<const Model> model)
      : TranslatorBase(std::move(parts), as_translation_model(model)), model_(std::move(model)) {}

  std::shared_ptr<const Model> model_;
};

}  // namespace ganymede::inline v0
