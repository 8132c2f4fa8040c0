#pragma once
// One model type for several families: the checkpoint says which.

#include <ganymede/models/family.hpp>
#include <ganymede/state/pass.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace ganymede::inline v0 {

namespace detail {
/// A Held<M> of the first of `Models` whose family the checkpoint names. ConfigError where there is none.
template <class Interface, template <class> class Held, class... Models>
std::unique_ptr<const Interface> make_named_family(const Checkpoint& checkpoint, const LoadOptions& options) {
  std::unique_ptr<const Interface> model;
  ((model == nullptr && is_of_family<typename Models::Family>(checkpoint)
        ? void(model = std::make_unique<Held<Models>>(checkpoint, options))
        : void()),
   ...);
  if (model) return model;
  std::string expected;
  const auto list = [&expected](const auto& types) {
    for (const std::string_view type : types) expected.append(expected.empty() ? "" : ", ").append(type);
  };
  (list(Models::Family::model_types), ...);
  throw ConfigError{{.problem = "no model of this architecture",
                     .file = checkpoint.name(),
                     .key = checkpoint.is_gguf() ? "general.architecture" : "model_type",
                     .expected = expected,
                     .found = checkpoint.architecture()}};
}

/// model.generation(); none of a model that has no such thing.
template <class Model>
std::optional<Settings> generation_of(const Model& model) {
  if constexpr (requires { model.generation(); })
    return model.generation();
  else
    return std::nullopt;
}
}  // namespace detail

/// `AnyOf<Gpt2<>, Llama<>> model{checkpoint}`: the listed family that the checkpoint names in model_type or general.architecture.
/// Type-erased; one virtual call a pass. Throws ConfigError when no listed family fits.
template <class... Models>
class AnyOf {
 public:
  explicit AnyOf(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : model_(detail::make_named_family<Interface, Held, Models...>(checkpoint, options)), executor(model_->executor()) {}

  Index vocab_size() const { return model_->vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  Index max_position_embeddings() const { return model_->max_position_embeddings(); }
  Index longest_sequence() const { return model_->longest_sequence(); }
  std::optional<Settings> generation() const { return model_->generation(); }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return model_->new_sequence(options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const { return model_->forward(batch, workspace); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace, AnyProbe& probe) const {
    return model_->forward(batch, workspace, probe);
  }
  ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const {
    return model_->logits_of(hidden_states, workspace);
  }

 private:
  struct Interface {
    virtual ~Interface() = default;
    virtual std::shared_ptr<Executor> executor() const = 0;
    virtual Index vocab_size() const = 0;
    virtual Index hidden_size() const = 0;
    virtual void token_embedding(TokenId, std::span<float>) const = 0;
    virtual Index max_position_embeddings() const = 0;
    virtual Index longest_sequence() const = 0;
    virtual std::optional<Settings> generation() const = 0;
    virtual Sequence new_sequence(const SequenceOptions&) const = 0;
    virtual ConstView<float> forward(const Batch&, Workspace&) const = 0;
    virtual ConstView<float> forward(const Batch&, Workspace&, AnyProbe&) const = 0;
    virtual ConstView<float> logits_of(const ConstView<float>&, Workspace&) const = 0;
  };
  template <class M>
  struct Held final : Interface {
    Held(const Checkpoint& checkpoint, const LoadOptions& options) : model(checkpoint, options) {}
    std::shared_ptr<Executor> executor() const override { return executor_of(model); }
    Index vocab_size() const override { return model.vocab_size(); }
    Index hidden_size() const override { return model.hidden_size(); }
    void token_embedding(TokenId token, std::span<float> out) const override { model.token_embedding(token, out); }
    Index max_position_embeddings() const override { return model.max_position_embeddings(); }
    Index longest_sequence() const override { return model.longest_sequence(); }
    std::optional<Settings> generation() const override { return detail::generation_of(model); }
    Sequence new_sequence(const SequenceOptions& options) const override { return model.new_sequence(options); }
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
