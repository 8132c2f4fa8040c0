#pragma once
// What a family header says about itself, and how a model of it is loaded.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/memory_error.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/models/known_settings.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// Element types that weights can be kept in: `{.weights = Quantization::q8_0}`.
using Quantization = DType;

namespace detail {
/// Whether the checkpoint's architecture is one of these.
GANYMEDE_ONCE bool is_architecture(const Checkpoint& checkpoint, std::span<const std::string_view> model_types);
/// Appends names to those that an error expects.
GANYMEDE_ONCE void list_names(std::span<const std::string_view> names, std::string& expected);
/// For a checkpoint that is of none of the families `expected`.
GANYMEDE_ONCE ConfigError other_family(const Checkpoint& checkpoint, const char* problem, std::string expected);
/// Throws ConfigError where a checkpoint cannot be loaded by any family; `named`: its tensors have to answer to Hugging Face's names.
GANYMEDE_ONCE void require_loadable(const Checkpoint& checkpoint, bool named);
}  // namespace detail

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
template <class F>
bool is_of_family(const Checkpoint& checkpoint) {
  if (!detail::is_architecture(checkpoint, F::model_types)) return false;
  if constexpr (requires { F::wiring; })
    return F::is_wired_so(checkpoint);
  else
    return true;
}

/// Throws ConfigError for a setting of a recorded() checkpoint that F neither reads nor knows.
template <class F>
void require_settings_known(const Checkpoint& checkpoint) {
  if constexpr (requires { F::known_settings; })
    require_all_settings_known(checkpoint, F::known_settings);
  else
    require_all_settings_known(checkpoint, {});
}

/// The tensors of a checkpoint of family F.
template <class F>
Weights weights_of(const Checkpoint& checkpoint, const LoadOptions& options = {}) {
  if constexpr (requires { F::gguf_names; })
    return {checkpoint, F::gguf_names, F::prefix, options};
  else
    return {checkpoint, F::prefix, options};
}

/// Loads a model of family F, strictly: every tensor must be used, every setting read, or be known to change nothing. Throws ConfigError or
/// TensorError.
template <class F, Scalar T>
auto load_family(const Checkpoint& given, const LoadOptions& options) {
  const KnownFloatingPoint scope;
  const Checkpoint checkpoint = given.recorded();
  if (!is_of_family<F>(checkpoint)) {
    std::string expected;
    detail::list_names(F::model_types, expected);
    if constexpr (requires { F::wiring; }) expected.append("; ").append(F::wiring);
    throw detail::other_family(checkpoint, "a model of another family", std::move(expected));
  }
  detail::require_loadable(
      checkpoint, !requires { F::gguf_names; });
  const Weights weights = weights_of<F>(checkpoint, options);
  auto model = with_memory_for("loading " + checkpoint.name(), [&] { return F::template load<T>(weights, checkpoint); });
  if constexpr (requires { model.generation_settings; }) model.generation_settings = checkpoint.generation();
  weights.require_all_used(F::ignored);
  require_settings_known<F>(checkpoint);
  checkpoint.release();
  return model;
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/family.ipp>
#endif
