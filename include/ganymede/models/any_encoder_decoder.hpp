#pragma once
// One model type for several encoder-decoder families: the checkpoint says which.

#include <ganymede/models/any_of.hpp>

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// `AnyEncoderDecoder<Marian<>, T5<>> model{checkpoint}`: the listed family that the checkpoint names in model_type. Type-erased; one
/// virtual call a pass. Copies share the model. Throws ConfigError when no listed family fits.
template <EncoderDecoderModel... Models>
class AnyEncoderDecoder {
 public:
  explicit AnyEncoderDecoder(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : model_(detail::load_named_family<TranslationModel, Models...>(checkpoint, options)), executor(model_->executor()) {}

  Index vocab_size() const { return model_->vocab_size(); }
  Index source_vocab_size() const { return model_->source_vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  Index max_position_embeddings() const { return model_->max_position_embeddings(); }
  Index longest_sequence() const { return model_->longest_sequence(); }
  std::optional<Settings> generation() const { return detail::generation_of(*model_); }
  Index longest_source() const { return model_->longest_source(); }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return model_->new_sequence(options); }
  Sequence new_sequence(Source source, const SequenceOptions& options = {}) const {
    return model_->new_sequence(std::move(source), options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace,
                             const SequenceOptions& options = {}) const {
    return model_->encode(sources, workspace, options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options,
                             AnyProbe& probe) const {
    return model_->encode(sources, workspace, options, probe);
  }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const { return model_->forward(batch, workspace); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace, AnyProbe& probe) const {
    return model_->forward(batch, workspace, probe);
  }
  ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const {
    return model_->logits_of(hidden_states, workspace);
  }

  /// Whether the checkpoint names one of the families.
  static bool holds(const Checkpoint& checkpoint) { return (is_of_family<typename Models::Family>(checkpoint) || ...); }
  /// The model itself, whatever its family.
  operator const TranslationModel&() const& noexcept { return *model_; }  // NOLINT(google-explicit-constructor): it is one
  operator const TranslationModel&() const&& = delete;                    // NOLINT(google-explicit-constructor)

 private:
  std::shared_ptr<const TranslationModel> model_;

 public:
  std::shared_ptr<Executor> executor;  ///< the model's
};

}  // namespace ganymede::inline v0
