#pragma once
// A question and passages in, scores out: a cross-encoder, which reads both at once (Nogueira and Cho 2019).

#include <ganymede/app/reranker_base.hpp>
#include <ganymede/app/shared_encoder.hpp>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Copies share the model.
///   const Reranker reranker{"ms-marco-MiniLM-L6-v2"};
///   for (const RankedPassage& passage : reranker.rank("Who has the golden ball?", passages)) ...
/// `Reranker<>` takes whatever encoder the checkpoint is, `Reranker<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class Reranker : public RerankerBase {
 public:
  /// From an unmodified Hugging Face folder or a GGUF file. Throws FileError, FormatError, ConfigError, TensorError or TokenizerError,
  /// naming file, key, expected and found; InputError where the model has another head.
  explicit Reranker(const std::filesystem::path& path, const LoadOptions& options = {})
      : Reranker(checkpoint_for(path, options), options) {}
  explicit Reranker(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : RerankerBase(checkpoint, detail::shared_encoder<Model>(checkpoint, options)) {}
  /// Shares a model that is loaded of this checkpoint.
  Reranker(const Checkpoint& checkpoint, std::shared_ptr<const Model> model)
      : RerankerBase(checkpoint, as_encoder_model(std::move(model))) {}
};

}  // namespace ganymede::inline v0
