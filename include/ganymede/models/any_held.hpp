#pragma once
// A model of one of several families behind an interface: what AnyOf and AnyEncoderDecoder share.

#include <ganymede/models/family.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/translation_model.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace ganymede::inline v0 {

/// A checkpoint's model, to be shared. Throws as its constructor.
template <class Model>
std::shared_ptr<const Model> load_model(const Checkpoint& checkpoint, const LoadOptions& options) {
  return std::make_shared<const Model>(checkpoint, options);
}

namespace detail {

/// A Model of a checkpoint behind an Interface.
template <class Interface, class Model>
std::shared_ptr<const Interface> load_behind(const Checkpoint& checkpoint, const LoadOptions& options) {
  if constexpr (std::same_as<Interface, TranslationModel>)
    return as_translation_model(load_model<Model>(checkpoint, options));
  else
    return as_language_model(load_model<Model>(checkpoint, options));
}

/// The first of `Models` whose family the checkpoint names. ConfigError where there is none.
template <class Interface, class... Models>
std::shared_ptr<const Interface> load_named_family(const Checkpoint& checkpoint, const LoadOptions& options) {
  std::shared_ptr<const Interface> model;
  ((model == nullptr && is_of_family<typename Models::Family>(checkpoint)
        ? void(model = load_behind<Interface, Models>(checkpoint, options))
        : void()),
   ...);
  if (model) return model;
  std::string expected;
  (list_names(Models::Family::model_types, expected), ...);
  throw other_family(checkpoint, "no model of this architecture", std::move(expected));
}

template <class Interface, class... Models>
class AnyHeld {
 public:
  Index vocab_size() const { return model_->vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  Index max_position_embeddings() const { return model_->max_position_embeddings(); }
  Index longest_sequence() const { return model_->longest_sequence(); }
  std::optional<Settings> generation() const {
    std::optional<Settings> found;
    model_->read_generation([&](const Settings& settings) { found = settings; });
    return found;
  }
  Sequence new_sequence(const SequenceOptions& options = {}) const { return model_->new_sequence(options); }
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
  operator const Interface&() const& noexcept { return *model_; }  // NOLINT(google-explicit-constructor): it is one
  operator const Interface&() const&& = delete;                    // NOLINT(google-explicit-constructor)

 protected:
  AnyHeld(const Checkpoint& checkpoint, const LoadOptions& options)
      : model_(load_named_family<Interface, Models...>(checkpoint, options)), executor(model_->executor()) {}

  std::shared_ptr<const Interface> model_;

 public:
  std::shared_ptr<Executor> executor;  ///< the model's
};

}  // namespace detail
}  // namespace ganymede::inline v0
