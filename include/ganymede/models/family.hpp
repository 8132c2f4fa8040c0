#pragma once
// What a family header says about itself, and how a model of it is loaded.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/models/known_settings.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/sequence.hpp>

#include <memory>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// Element types that weights can be kept in: `{.weights = Quantization::q8_0}`.
using Quantization = DType;

/// A family F says how it is recognised and read:
///   F::model_types                 values of config.json's model_type and of general.architecture
///   F::prefix                      what base models leave out of their tensor names
///   F::ignored                     tensors that are knowingly not used
///   F::load<T>(weights, checkpoint)  the model
/// and, where it has to,
///   F::gguf_names                  tensor names, Hugging Face's against GGUF's, of an architecture that has no table
///                                  (io/gguf_architectures.hpp)
///   F::known_settings              settings that change no result, beside those of the format
///   F::is_wired_so(checkpoint), F::wiring  whether it is this one of the families that one name stands for, and how to say so
///
/// What it says as data, so that what is done with any family is compiled once: a further family costs its config alone.
struct FamilyFacts {
  std::span<const std::string_view> model_types{}, ignored{};
  std::string_view prefix{}, wiring{};
  bool (*is_wired_so)(const Checkpoint&) = nullptr;
  std::span<const KnownSettings> known_settings{};
  std::optional<std::span<const TensorName>> gguf_names{};
};

template <class F>
constexpr FamilyFacts facts_of() {
  FamilyFacts facts{.model_types = F::model_types, .ignored = F::ignored, .prefix = F::prefix};
  if constexpr (requires { F::wiring; }) {
    facts.wiring = F::wiring;
    facts.is_wired_so = [](const Checkpoint& checkpoint) -> bool { return F::is_wired_so(checkpoint); };
  }
  if constexpr (requires { F::known_settings; }) facts.known_settings = F::known_settings;
  if constexpr (requires { F::gguf_names; }) facts.gguf_names.emplace(F::gguf_names);
  return facts;
}

namespace detail {
/// Appends names to those that an error expects.
GANYMEDE_ONCE void list_names(std::span<const std::string_view> names, std::string& expected);
/// For a checkpoint that is of none of the families `expected`.
GANYMEDE_ONCE ConfigError other_family(const Checkpoint& checkpoint, const char* problem, std::string expected);

GANYMEDE_ONCE bool is_of(const FamilyFacts& family, const Checkpoint& checkpoint);
GANYMEDE_ONCE Weights weights_of(const FamilyFacts& family, const Checkpoint& checkpoint, const LoadOptions& options);
/// Calls load() with what a model of this family is made of, and sees to it that nothing of the checkpoint is left over.
GANYMEDE_ONCE void load_strictly(const FamilyFacts& family, const Checkpoint& given, const LoadOptions& options,
                                 FunctionRef<void(const Weights&, const Checkpoint&)> load);

/// Lets sequences of this shape ask for the adapters beside the weights.
GANYMEDE_ONCE void name_adapters(std::shared_ptr<const StateShape>& shape, const LoadOptions& options);

template <class Model>
Model load_strictly(const FamilyFacts& family, Model (*load)(const Weights&, const Checkpoint&), const Checkpoint& given,
                    const LoadOptions& options) {
  std::optional<Model> model;
  load_strictly(family, given, options, [&](const Weights& weights, const Checkpoint& checkpoint) {
    model.emplace(load(weights, checkpoint));
    if constexpr (requires { model->generation_settings; }) model->generation_settings = checkpoint.generation();
    if constexpr (requires { model->state_shape; }) name_adapters(model->state_shape, options);
    if constexpr (requires { model->source_shape; }) name_adapters(model->source_shape, options);
  });
  return std::move(*model);
}
}  // namespace detail

template <class F>
bool is_of_family(const Checkpoint& checkpoint) {
  return detail::is_of(facts_of<F>(), checkpoint);
}

/// Throws ConfigError for a setting of a recorded() checkpoint that F neither reads nor knows.
template <class F>
void require_settings_known(const Checkpoint& checkpoint) {
  require_all_settings_known(checkpoint, facts_of<F>().known_settings);
}

/// The tensors of a checkpoint of family F.
template <class F>
Weights weights_of(const Checkpoint& checkpoint, const LoadOptions& options = {}) {
  return detail::weights_of(facts_of<F>(), checkpoint, options);
}

/// What F loads for elements T.
template <class F, Scalar T>
using LoadedBy = decltype(F::template load<T>(std::declval<const Weights&>(), std::declval<const Checkpoint&>()));

/// Loads a model of family F, strictly: every tensor must be used, every setting read, or be known to change nothing. Throws ConfigError or
/// TensorError.
template <class F, Scalar T>
LoadedBy<F, T> load_family(const Checkpoint& checkpoint, const LoadOptions& options) {
  return detail::load_strictly<LoadedBy<F, T>>(
      facts_of<F>(), [](const Weights& weights, const Checkpoint& recorded) { return F::template load<T>(weights, recorded); }, checkpoint,
      options);
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/family.ipp>
#endif
