#pragma once
// Text in, a vector out: texts that mean the same lie close together (Reimers and Gurevych 2019, "Sentence-BERT").

#include <ganymede/app/embedder_base.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_held.hpp>

#include <concepts>

namespace ganymede::inline v0 {

/// From an unmodified sentence-transformers folder, a model2vec folder, or that of a bare model, whose vectors are the means of its
/// tokens'. Immutable: any number of threads may call one embedder. Copies share the model.
///   const Embedder embedder{"all-MiniLM-L6-v2"};
///   const Tensor<float> vectors = embedder.embed({"The king had a son.", "The queen had a daughter."});
/// `Embedder<>` takes whatever encoder, decoder or table of static embeddings there is; `Embedder<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class Embedder : public EmbedderBase {
 public:
  /// Throws FileError, FormatError, ConfigError, TensorError or TokenizerError, naming file, key, expected and found.
  explicit Embedder(const std::filesystem::path& path, const LoadOptions& options = {}) : EmbedderBase(load(path, options)) {}
  /// Of one file, or a folder whose model lies in it, not in a folder within.
  explicit Embedder(const Checkpoint& checkpoint, const LoadOptions& options = {}) : EmbedderBase(load(checkpoint, options)) {}

 private:
  static EmbedderBase load(const std::filesystem::path& path, const LoadOptions& options) {
    if (!detail::is_folder(path)) return load(checkpoint_for(path, options), options);
    detail::EmbeddingModules modules = detail::EmbeddingModules::read(path);
    if (modules.is_static) return of_table(std::move(modules));
    const Checkpoint checkpoint = checkpoint_for(modules.model, options);
    return of_model(std::move(modules), checkpoint, states(checkpoint, options));
  }
  static EmbedderBase load(const Checkpoint& checkpoint, const LoadOptions& options) {
    const auto files = checkpoint.files();
    if (const auto* const folder = std::get_if<std::filesystem::path>(&files)) return load(*folder, options);
    return of_model(detail::EmbeddingModules::of_file(checkpoint), checkpoint, states(checkpoint, options));
  }
  static std::shared_ptr<const TokenStates> states(const Checkpoint& checkpoint, const LoadOptions& options) {
    if constexpr (std::same_as<Model, AnyEncoder>)
      return detail::token_states(checkpoint, options);
    else
      return detail::token_states(as_encoder_model(std::make_shared<const Model>(checkpoint, options)));
  }
};

}  // namespace ganymede::inline v0
