#pragma once
// Text in, the names in it out: an encoder with a head for tokens.

#include <ganymede/app/entity_recognizer_base.hpp>
#include <ganymede/app/shared_encoder.hpp>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Copies share the model.
///   const EntityRecognizer names{"bert-base-NER"};
///   for (const Entity& e : names("Hansel lives in Kassel.", {.aggregation = Aggregation::simple})) std::cout << e.word << ": " << e.label;
/// `EntityRecognizer<>` takes whatever encoder the checkpoint is, `EntityRecognizer<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class EntityRecognizer : public EntityRecognizerBase {
 public:
  /// From an unmodified Hugging Face folder or a GGUF file. Throws FileError, FormatError, ConfigError, TensorError or TokenizerError,
  /// naming file, key, expected and found; InputError where the model has another head.
  explicit EntityRecognizer(const std::filesystem::path& path, const LoadOptions& options = {})
      : EntityRecognizer(checkpoint_for(path, options), options) {}
  explicit EntityRecognizer(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : EntityRecognizerBase(checkpoint, detail::shared_encoder<Model>(checkpoint, options)) {}
  /// Shares a model that is loaded of this checkpoint.
  EntityRecognizer(const Checkpoint& checkpoint, std::shared_ptr<const Model> model)
      : EntityRecognizerBase(checkpoint, as_encoder_model(std::move(model))) {}
};

}  // namespace ganymede::inline v0
