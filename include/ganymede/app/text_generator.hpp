#pragma once
// Text in, text out: a causal language model with its tokenizer and its defaults.

#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/models/any_model.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace ganymede::inline v0 {

/// A model, its tokenizer and its generation defaults, from an unmodified Hugging Face folder or a GGUF file. Immutable: any number of
/// threads may call one generator. Copies share the model.
///   const TextGenerator<Llama<>> llama{"SmolLM2-135M-Instruct"};
///   for (std::string_view piece : llama.stream("Where is Ganymede?", {.max_new_tokens = 64})) std::cout << piece << std::flush;
/// `TextGenerator<>` takes whatever decoder the checkpoint is.
template <DecoderOnlyModel Model = AnyModel>
class TextGenerator : public TextGeneratorBase {
 public:
  /// Throws FileError, FormatError, ConfigError, TensorError or TokenizerError, naming file, key, expected and found.
  explicit TextGenerator(const std::filesystem::path& path, const LoadOptions& options = {})
      : TextGenerator(checkpoint_for(path, options), options) {}
  explicit TextGenerator(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : TextGenerator{Parts(checkpoint), load_model<Model>(checkpoint, options)} {}
  /// With a tokenizer that was brought along, whatever the checkpoint has of one.
  TextGenerator(const Checkpoint& checkpoint, Tokenizer tokenizer, const LoadOptions& options = {})
      : TextGenerator{Parts(checkpoint, std::move(tokenizer)), load_model<Model>(checkpoint, options)} {}
  /// Shares a model that is loaded: `TextGenerator other{generator.shared_model(), tokenizer}`. The defaults are the model's own.
  TextGenerator(std::shared_ptr<const Model> model, std::optional<Tokenizer> tokenizer)
      : TextGenerator{Parts(std::move(tokenizer)), std::move(model)} {}

  const Model& model() const& { return *model_; }
  const Model& model() const&& = delete;  // it would be gone
  std::shared_ptr<const Model> shared_model() const { return model_; }

 private:
  TextGenerator(Parts parts, std::shared_ptr<const Model> model)
      : TextGeneratorBase(std::move(parts), as_language_model(model)), model_(std::move(model)) {}

  std::shared_ptr<const Model> model_;
};

}  // namespace ganymede::inline v0
