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
/// virtual call a pass. Throws ConfigError when no listed family fits.
template <class... Models>
class AnyEncoderDecoder {
 public:
  explicit AnyEncoderDecoder(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : model_(detail::make_named_family<Interface, Held, Models...>(checkpoint, options)), executor(model_->executor()) {}

  Index vocab_size() const { return model_->vocab_size(); }
  Index source_vocab_size() const { return model_->source_vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  Index max_position_embeddings() const { return model_->max_position_embeddings(); }
  Index longest_sequence() const { return model_->longest_sequence(); }
  std::optional<Settings> generation() const { return model_->generation(); }
  Index longest_source() const { return model_->longest_source(); }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return model_->new_sequence({}, options); }
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

 private:
  using Sources = std::span<const std::vector<TokenId>>;
  struct Interface {
    virtual ~Interface() = default;
    virtual std::shared_ptr<Executor> executor() const = 0;
    virtual Index vocab_size() const = 0;
    virtual Index source_vocab_size() const = 0;
    virtual Index hidden_size() const = 0;
    virtual void token_embedding(TokenId, std::span<float>) const = 0;
    virtual Index max_position_embeddings() const = 0;
    virtual Index longest_sequence() const = 0;
    virtual std::optional<Settings> generation() const = 0;
    virtual Index longest_source() const = 0;
    virtual Sequence new_sequence(Source, const SequenceOptions&) const = 0;
    virtual std::vector<Source> encode(Sources, Workspace&, const SequenceOptions&) const = 0;
    virtual std::vector<Source> encode(Sources, Workspace&, const SequenceOptions&, AnyProbe&) const = 0;
    virtual ConstView<float> forward(const Batch&, Workspace&) const = 0;
    virtual ConstView<float> forward(const Batch&, Workspace&, AnyProbe&) const = 0;
    virtual ConstView<float> logits_of(const ConstView<float>&, Workspace&) const = 0;
  };
  template <class M>
  struct Held final : Interface {
    Held(const Checkpoint& checkpoint, const LoadOptions& options) : model(checkpoint, options) {}
    std::shared_ptr<Executor> executor() const override { return executor_of(model); }
    Index vocab_size() const override { return model.vocab_size(); }
    Index source_vocab_size() const override { return model.source_vocab_size(); }
    Index hidden_size() const override { return model.hidden_size(); }
    void token_embedding(TokenId token, std::span<float> out) const override { model.token_embedding(token, out); }
    Index max_position_embeddings() const override { return model.max_position_embeddings(); }
    Index longest_sequence() const override { return model.longest_sequence(); }
    std::optional<Settings> generation() const override { return detail::generation_of(model); }
    Index longest_source() const override { return model.longest_source(); }
    Sequence new_sequence(Source source, const SequenceOptions& options) const override {
      return model.new_sequence(std::move(source), options);
    }
    std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options) const override {
      return model.encode(sources, workspace, options);
    }
    std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options, AnyProbe& probe) const override {
      return model.encode(sources, workspace, options, probe);
    }
    ConstView<float> forward(const Batch& batch, Workspace& workspace) const override { return model.forward(batch, workspace); }
    ConstView<float> forward(const Batch& batch, Workspace& workspace, AnyProbe& probe) const override {
      return model.forward(batch, workspace, probe);
    }
    ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const override {
      return model.logits_of(hidden_states, workspace);
    }
    M model;
  };
  std::unique_ptr<const Interface> model_;

 public:
  std::shared_ptr<Executor> executor;  ///< the model's
};

}  // namespace ganymede::inline v0
