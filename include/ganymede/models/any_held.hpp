#pragma once
// A model of one of several families behind an interface: what AnyOf and AnyEncoderDecoder share.

#include <ganymede/models/family.hpp>
#include <ganymede/state/encoder_model.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/translation_model.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

/// A checkpoint's model, to be shared. Throws as its constructor.
template <class Model>
std::shared_ptr<const Model> load_model(const Checkpoint& checkpoint, const LoadOptions& options) {
  return std::make_shared<const Model>(checkpoint, options);
}

namespace detail {

/// A model that is loaded, behind an Interface.
template <class Interface, class Model>
std::shared_ptr<const Interface> behind(std::shared_ptr<const Model> model) {
  if constexpr (std::same_as<Interface, TranslationModel>)
    return as_translation_model(std::move(model));
  else if constexpr (std::same_as<Interface, EncoderModel>)
    return as_encoder_model(std::move(model));
  else
    return as_language_model(std::move(model));
}

/// The same of what load() gives, whatever family that loads: compiled once for each type of model.
template <class Interface, class Model>
std::shared_ptr<const Interface> load_behind(Model (*load)(const Checkpoint&, const LoadOptions&), const Checkpoint& checkpoint,
                                             const LoadOptions& options) {
  return behind<Interface, Model>(std::make_shared<const Model>(load(checkpoint, options)));
}

/// One of the families that a checkpoint may be of, and how a model of it is loaded.
template <class Interface>
struct ListedFamily {
  FamilyFacts facts;
  std::shared_ptr<const Interface> (*load)(const Checkpoint&, const LoadOptions&);
};

/// A Model of anybody's, by its constructor.
template <class Interface, class Model>
constexpr ListedFamily<Interface> listed() {
  return {facts_of<typename Model::Family>(), [](const Checkpoint& checkpoint, const LoadOptions& options) {
            return behind<Interface, Model>(load_model<Model>(checkpoint, options));
          }};
}
/// A Model of this library, that its family's load() makes: for elements float.
template <class Interface, class F>
constexpr ListedFamily<Interface> listed_family() {
  return {facts_of<F>(), [](const Checkpoint& checkpoint, const LoadOptions& options) {
            return load_behind<Interface, LoadedBy<F, float>>(&load_family<F, float>, checkpoint, options);
          }};
}

/// The first of them that the checkpoint names; null where there is none.
template <class Interface>
const ListedFamily<Interface>* find_family(std::span<const ListedFamily<Interface>> families, const Checkpoint& checkpoint) {
  for (const ListedFamily<Interface>& family : families)
    if (is_of(family.facts, checkpoint)) return &family;
  return nullptr;
}

/// Its model. ConfigError where there is none.
template <class Interface>
std::shared_ptr<const Interface> load_listed(std::span<const ListedFamily<Interface>> families, const Checkpoint& checkpoint,
                                             const LoadOptions& options) {
  if (const ListedFamily<Interface>* const family = find_family(families, checkpoint)) return family->load(checkpoint, options);
  std::string expected;
  for (const ListedFamily<Interface>& family : families) list_names(family.facts.model_types, expected);
  throw other_family(checkpoint, "no model of this architecture", std::move(expected));
}

template <class I>
class AnyHeld {
 public:
  using Interface = I;

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

  /// The model itself, whatever its family.
  operator const Interface&() const& noexcept { return *model_; }  // NOLINT(google-explicit-constructor): it is one
  operator const Interface&() const&& = delete;                    // NOLINT(google-explicit-constructor)

 protected:
  explicit AnyHeld(std::shared_ptr<const Interface> model) : model_(std::move(model)), executor(model_->executor()) {}

  std::shared_ptr<const Interface> model_;

 public:
  std::shared_ptr<Executor> executor;  ///< the model's
};

/// A Held model of one of the families of `Models`.
template <class Held, class... Models>
class AnyListed : public Held {
 public:
  /// Whether the checkpoint names one of the families.
  static bool holds(const Checkpoint& checkpoint) { return find_family(families(), checkpoint) != nullptr; }

 protected:
  AnyListed(const Checkpoint& checkpoint, const LoadOptions& options) : Held(load_listed(families(), checkpoint, options)) {}

 private:
  using Listed = ListedFamily<typename Held::Interface>;

  static std::span<const Listed> families() {
    static const Listed list[] = {listed<typename Held::Interface, Models>()...};
    return list;
  }
};

}  // namespace detail
}  // namespace ganymede::inline v0
