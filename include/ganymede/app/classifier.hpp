#pragma once
// Text in, labels out: an encoder with a head for whole texts.

#include <ganymede/app/classifier_base.hpp>
#include <ganymede/app/shared_encoder.hpp>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Copies share the model.
///   const Classifier sentiment{"distilbert-sst-2"};
///   for (const LabelScore& label : sentiment("What a fine day.")) std::cout << label.label << ' ' << label.score << '\n';
/// `Classifier<>` takes whatever encoder the checkpoint is, `Classifier<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class Classifier : public ClassifierBase {
 public:
  /// From an unmodified Hugging Face folder or a GGUF file. Throws FileError, FormatError, ConfigError, TensorError or TokenizerError,
  /// naming file, key, expected and found; InputError where the model has another head.
  explicit Classifier(const std::filesystem::path& path, const LoadOptions& options = {})
      : Classifier(checkpoint_for(path, options), options) {}
  explicit Classifier(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : ClassifierBase(checkpoint, detail::shared_encoder<Model>(checkpoint, options)) {}
  /// Shares a model that is loaded of this checkpoint.
  Classifier(const Checkpoint& checkpoint, std::shared_ptr<const Model> model)
      : ClassifierBase(checkpoint, as_encoder_model(std::move(model))) {}
};

}  // namespace ganymede::inline v0
