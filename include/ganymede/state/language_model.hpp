#pragma once
// A model behind an interface. What generates, translates and looks inside uses a model once a pass: it is compiled once for all models.

#include <ganymede/core/concepts.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/stock_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

class Settings;

/// A causal language model of any type (see CausalModel), immutable; one virtual call a pass.
class LanguageModel {
 public:
  LanguageModel() = default;
  LanguageModel(const LanguageModel&) = delete;
  LanguageModel& operator=(const LanguageModel&) = delete;
  virtual ~LanguageModel() = default;

  virtual Index vocab_size() const = 0;
  virtual Index max_position_embeddings() const = 0;
  virtual Index longest_sequence() const = 0;
  virtual Sequence new_sequence(const SequenceOptions& options = {}) const = 0;
  /// The logits [batch.logit_rows(), V], valid until the workspace's next pass. Throws as the model's own forward() does.
  virtual ConstView<float> forward(const Batch& batch, Workspace& workspace) const = 0;
  virtual ConstView<float> forward(const Batch& batch, Workspace& workspace, AnyProbe& probe) const = 0;

  /// Calls read() with how the checkpoint that the model was loaded from says to generate; not at all where there is nothing.
  virtual void read_generation(FunctionRef<void(const Settings&)> read) const = 0;
  virtual std::shared_ptr<Executor> executor() const = 0;  ///< what it computes with; null where it has none to show

  // Of models that can be looked into; InputError from others.

  virtual Index hidden_size() const = 0;
  virtual void token_embedding(TokenId token, std::span<float> out) const = 0;  ///< the vector [D] of a token, before positions
  /// The logits [T, V] of hidden states [T, D] that a probe saw, valid until the workspace's next pass.
  virtual ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const = 0;
};

namespace detail {

/// Sees nothing, behind the interface: so that one forward() serves who looks and who does not.
inline AnyProbe& unobserved() {
  struct Unobserved final : AnyProbe {
    ProbeWishes wishes() const override { return {.attention = false, .hidden_states = false, .steps = false}; }
  };
  static Unobserved probe;
  return probe;
}

[[noreturn]] inline void refuse_model(const char* what) {
  throw InputError{{.problem = "this model cannot be looked into: it has no " + std::string(what), .key = what}};
}

/// A model M as an Interface, LanguageModel or one that is derived from it.
template <CausalModel M, class Interface = LanguageModel>
class ModelOf : public Interface {
 public:
  explicit ModelOf(std::shared_ptr<const M> model) : model_(std::move(model)) {}
  using Interface::new_sequence;  // what else an interface offers by this name

  Index vocab_size() const override { return model_->vocab_size(); }
  Index max_position_embeddings() const override { return model_->max_position_embeddings(); }
  Index longest_sequence() const override { return model_->longest_sequence(); }
  Sequence new_sequence(const SequenceOptions& options) const override { return model_->new_sequence(options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const override {
    if constexpr (requires(AnyProbe & probe) { model_->forward(batch, workspace, probe); })
      return model_->forward(batch, workspace, unobserved());
    else
      return model_->forward(batch, workspace);
  }
  ConstView<float> forward(const Batch& batch, Workspace& workspace, AnyProbe& probe) const override {
    if constexpr (requires { model_->forward(batch, workspace, probe); })
      return model_->forward(batch, workspace, probe);
    else
      refuse_model("forward(batch, workspace, probe)");
  }
  void read_generation(FunctionRef<void(const Settings&)> read) const override {
    if constexpr (requires { read(*model_->generation()); })
      if (const auto& settings = model_->generation()) read(*settings);
  }
  std::shared_ptr<Executor> executor() const override { return executor_of(*model_); }
  Index hidden_size() const override {
    if constexpr (requires { model_->hidden_size(); })
      return model_->hidden_size();
    else
      refuse_model("hidden_size()");
  }
  void token_embedding(TokenId token, std::span<float> out) const override {
    if constexpr (requires { model_->token_embedding(token, out); })
      model_->token_embedding(token, out);
    else
      refuse_model("token_embedding()");
  }
  ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const override {
    if constexpr (requires { model_->logits_of(hidden_states, workspace); })
      return model_->logits_of(hidden_states, workspace);
    else
      refuse_model("logits_of()");
  }

 protected:
  const M& held() const { return *model_; }

 private:
  std::shared_ptr<const M> model_;
};

}  // namespace detail

/// Any causal model behind the interface, sharing it: itself where it is one, or holds one.
template <CausalModel M>
std::shared_ptr<const LanguageModel> as_language_model(std::shared_ptr<const M> model) {
  if constexpr (std::convertible_to<const M&, const LanguageModel&>) {
    const LanguageModel& interface = *model;
    return {std::move(model), &interface};
  } else if constexpr (requires { requires detail::AddsToStock<M>; }) {
    return as_language_model<typename M::Stock>(std::move(model));
  } else {
    return std::make_shared<const detail::ModelOf<M>>(std::move(model));
  }
}

/// The same by reference: the model must outlive what this returns.
template <CausalModel M>
std::shared_ptr<const LanguageModel> refer_to(const M& model) {
  return as_language_model(std::shared_ptr<const M>(std::shared_ptr<const void>(), &model));
}

/// A model as an argument of what goes on using it: shared, or any causal model, which must outlive it then.
class ModelReference {
 public:
  ModelReference(std::shared_ptr<const LanguageModel> model) : model_(std::move(model)) {}  // NOLINT(google-explicit-constructor)
  template <CausalModel M>
  ModelReference(const M& model) : model_(refer_to(model)) {}  // NOLINT(google-explicit-constructor): models are passed as they are
  template <CausalModel M>
  ModelReference(const M&&) = delete;  // it is about to go

  const LanguageModel& operator*() const { return *model_; }
  std::shared_ptr<const LanguageModel> share() && { return std::move(model_); }

 private:
  std::shared_ptr<const LanguageModel> model_;
};

}  // namespace ganymede::inline v0
