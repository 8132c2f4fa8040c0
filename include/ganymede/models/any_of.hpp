#pragma once
// One model type for several families: the checkpoint says which.

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
  const auto list = [&expected](const auto& types) {
    for (const std::string_view type : types) expected.append(expected.empty() ? "" : ", ").append(type);
  };
  (list(Models::Family::model_types), ...);
  throw ConfigError{{.problem = "no model of this architecture",
                     .file = checkpoint.name(),
                     .key = std::string(checkpoint.architecture_key()),
                     .expected = expected,
                     .found = checkpoint.architecture()}};
}

inline std::optional<Settings> generation_of(const LanguageModel& model) {
  std::optional<Settings> found;
  model.read_generation([&](const Settings& settings) { found = settings; });
  return found;
}
}  // namespace detail

/// `AnyOf<Gpt2<>, Llama<>> model{checkpoint}`: the listed family that the checkpoint names in model_type or general.architecture.
/// Type-erased; one virtual call a pass. Copies share the model. Throws ConfigError when no listed family fits.
template <DecoderOnlyModel... Models>
class AnyOf {
 public:
  explicit AnyOf(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : model_(detail::load_named_family<LanguageModel, Models...>(checkpoint, options)), executor(model_->executor()) {}

  Index vocab_size() const { return model_->vocab_size(); }
  Index hidden_size() const { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const { model_->token_embedding(token, out); }
  Index max_position_embeddings() const { return model_->max_position_embeddings(); }
  Index longest_sequence() const { return model_->longest_sequence(); }
  std::optional<Settings> generation() const { return detail::generation_of(*model_); }
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
  operator const LanguageModel&() const& noexcept { return *model_; }  // NOLINT(google-explicit-constructor): it is one
  operator const LanguageModel&() const&& = delete;                    // NOLINT(google-explicit-constructor)

 private:
  std::shared_ptr<const LanguageModel> model_;

 public:
  std::shared_ptr<Executor> executor;  ///< the model's
};

}  // namespace ganymede::inline v0
