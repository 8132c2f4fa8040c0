#pragma once
// What a family header says about itself, and how a model of it is loaded.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/memory_error.hpp>
#include <ganymede/io/weights.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Element types that weights can be kept in: `{.weights = Quantization::q8_0}`.
using Quantization = DType;

/// A family F says how it is recognised and read:
///   F::model_types       values of config.json's model_type and of general.architecture
///   F::names             tensor names, Hugging Face against GGUF
///   F::prefix            what base models leave out of their tensor names
///   F::ignored           tensors that are knowingly not used
///   F::load<T>(weights, checkpoint)   the model
///   F::is_wired_so(checkpoint), F::wiring   whether it is this one of the families that one name stands for, and how to say so; optional
template <class F>
bool is_of_family(const Checkpoint& checkpoint) {
  const std::string type = checkpoint.architecture();
  if (std::ranges::find(F::model_types, type) == std::ranges::end(F::model_types)) return false;
  if constexpr (requires { F::wiring; })
    return F::is_wired_so(checkpoint);
  else
    return true;
}

/// Loads a model of family F, strictly: every tensor must be used, or be known to be ignored. Throws ConfigError or TensorError.
template <class F, Scalar T>
auto load_family(const Checkpoint& checkpoint, const LoadOptions& options) {
  const KnownFloatingPoint scope;
  if (!is_of_family<F>(checkpoint)) {
    std::string expected;
    for (const std::string_view type : F::model_types) expected.append(expected.empty() ? "" : ", ").append(type);
    if constexpr (requires { F::wiring; }) expected.append("; ").append(F::wiring);
    throw ConfigError{{.problem = "a model of another family",
                       .file = checkpoint.name(),
                       .key = checkpoint.is_gguf()          ? "general.architecture"
                              : checkpoint.is_ctranslate2() ? "spec"
                                                            : "model_type",
                       .expected = expected,
                       .found = checkpoint.architecture()}};
  }
  if (checkpoint.settings().has("quantization_config"))
    throw ConfigError{{.problem = "quantised Hugging Face checkpoints are not supported",
                       .file = checkpoint.settings().file(),
                       .key = "quantization_config"}};
  const Weights weights(checkpoint, F::names, F::prefix, options);
  auto model = with_memory_for("loading " + checkpoint.name(), [&] { return F::template load<T>(weights, checkpoint); });
  if constexpr (requires { model.generation_settings; }) model.generation_settings = checkpoint.generation();
  weights.require_all_used(F::ignored);
  checkpoint.release();
  return model;
}

/// A positive whole number of the settings; ConfigError otherwise.
inline Index positive(const Settings& settings, std::string_view key) {
  const Index value = settings.get<Index>(key);
  if (value <= 0 || value > (Index{1} << 31))
    throw ConfigError{{.problem = "out of range",
                       .file = settings.file(),
                       .key = std::string(key),
                       .expected = "a positive number",
                       .found = std::to_string(value)}};
  return value;
}

}  // namespace ganymede::inline v0
