#pragma once
// A question and a text in, the words of the text that answer it out (Rajpurkar et al. 2016, "SQuAD").

#include <ganymede/app/question_answerer_base.hpp>
#include <ganymede/app/shared_encoder.hpp>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Copies share the model.
///   const QuestionAnswerer reader{"distilbert-squad"};
///   std::cout << reader("Who ate the apple?", "Snow White ate the apple.").answer;
/// `QuestionAnswerer<>` takes whatever encoder the checkpoint is, `QuestionAnswerer<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class QuestionAnswerer : public QuestionAnswererBase {
 public:
  /// From an unmodified Hugging Face folder or a GGUF file. Throws FileError, FormatError, ConfigError, TensorError or TokenizerError,
  /// naming file, key, expected and found; InputError where the model has another head.
  explicit QuestionAnswerer(const std::filesystem::path& path, const LoadOptions& options = {})
      : QuestionAnswerer(checkpoint_for(path, options), options) {}
  explicit QuestionAnswerer(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : QuestionAnswererBase(checkpoint, detail::shared_encoder<Model>(checkpoint, options)) {}
  /// Shares a model that is loaded of this checkpoint.
  QuestionAnswerer(const Checkpoint& checkpoint, std::shared_ptr<const Model> model)
      : QuestionAnswererBase(checkpoint, as_encoder_model(std::move(model))) {}
};

}  // namespace ganymede::inline v0
