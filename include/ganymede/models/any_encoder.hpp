#pragma once
// Whatever encoder-only model a checkpoint is.

#include <ganymede/models/albert.hpp>
#include <ganymede/models/bert.hpp>
#include <ganymede/models/deberta_v2.hpp>
#include <ganymede/models/distilbert.hpp>
#include <ganymede/models/electra.hpp>
#include <ganymede/models/embedding_gemma.hpp>
#include <ganymede/models/modernbert.hpp>
#include <ganymede/models/mpnet.hpp>
#include <ganymede/models/nomic_bert.hpp>
#include <ganymede/models/roberta.hpp>
#include <ganymede/models/t5_encoder.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <utility>

/// Every encoder-only family that this library has: a new one is its header above and a place here.
#define GANYMEDE_FOR_EACH_ENCODER(USE, WITH) \
  USE(WITH, BertFamily)                      \
  USE(WITH, DistilBertFamily)                \
  USE(WITH, RobertaFamily)                   \
  USE(WITH, MpnetFamily)                     \
  USE(WITH, ElectraFamily)                   \
  USE(WITH, AlbertFamily)                    \
  USE(WITH, DebertaV2Family)                 \
  USE(WITH, ModernBertFamily)                \
  USE(WITH, NomicBertFamily)                 \
  USE(WITH, EmbeddingGemmaFamily)            \
  USE(WITH, T5EncoderFamily)

namespace ganymede::inline v0 {

/// The model of an encoder checkpoint of any of these families, to be shared. Throws as their constructors; ConfigError where it is of
/// none.
GANYMEDE_ONCE std::shared_ptr<const EncoderModel> load_encoder_model(const Checkpoint& checkpoint, const LoadOptions& options = {});

/// Whether the checkpoint is of one of these families.
GANYMEDE_ONCE bool is_encoder_model(const Checkpoint& checkpoint);

/// Any of them, as a value: what `Embedder<>` loads. Copies share the model.
class AnyEncoder {
 public:
  explicit AnyEncoder(const Checkpoint& checkpoint, const LoadOptions& options = {}) : model_(load_encoder_model(checkpoint, options)) {}

  const EncoderFacts& facts() const { return model_->facts(); }
  Index vocab_size() const { return model_->vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  std::shared_ptr<Executor> executor() const { return model_->executor(); }
  ConstView<float> forward(EncoderModel::Texts texts, Workspace& workspace) const { return model_->forward(texts, workspace); }
  ConstView<float> forward(EncoderModel::Texts texts, Workspace& workspace, AnyProbe& probe) const {
    return model_->forward(texts, workspace, probe);
  }
  ConstView<float> logits(EncoderModel::Texts texts, Workspace& workspace) const { return model_->logits(texts, workspace); }
  ConstView<float> logits(EncoderModel::Texts texts, Workspace& workspace, AnyProbe& probe) const {
    return model_->logits(texts, workspace, probe);
  }
  ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const {
    return model_->logits_of(hidden_states, workspace);
  }
  ConstView<float> lens_of(const ConstView<float>& hidden_states, Workspace& workspace) const {
    return model_->lens_of(hidden_states, workspace);
  }
  ConstView<float> pooler_output(EncoderModel::Texts texts, Workspace& workspace) const { return model_->pooler_output(texts, workspace); }

  /// The model itself, whatever its family.
  operator const EncoderModel&() const& noexcept { return *model_; }  // NOLINT(google-explicit-constructor): it is one
  operator const EncoderModel&() const&& = delete;                    // NOLINT(google-explicit-constructor)
  const std::shared_ptr<const EncoderModel>& share() const noexcept { return model_; }

 private:
  std::shared_ptr<const EncoderModel> model_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_encoder.ipp>
#endif
