#pragma once
// What a family header says about itself, and how a model of it is loaded.

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/memory_error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/models/known_settings.hpp>

#include <algorithm>
#include <concepts>
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
///   F::known_settings    settings that change no result, as the common_settings do; optional
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

/// Throws ConfigError for a setting of a recorded() checkpoint that F neither reads nor knows.
template <class F>
void require_settings_known(const Checkpoint& checkpoint) {
  if constexpr (requires { F::known_settings; })
    require_all_settings_known(checkpoint, F::known_settings);
  else
    require_all_settings_known(checkpoint, {});
}

/// Loads a model of family F, strictly: every tensor must be used, every setting read, or be known to change nothing. Throws ConfigError or
/// TensorError.
template <class F, Scalar T>
auto load_family(const Checkpoint& given, const LoadOptions& options) {
  const KnownFloatingPoint scope;
  const Checkpoint checkpoint = given.recorded();
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
  require_settings_known<F>(checkpoint);
  checkpoint.release();
  return model;
}

namespace detail {
template <class Number>
Number in_range(const Settings& settings, std::string_view key, Number value, bool holds, const char* expected) {
  if (!holds)
    throw ConfigError{{.problem = "out of range",
                       .file = settings.file(),
                       .key = std::string(key),
                       .expected = expected,
                       .found = describe_number(value)}};
  return value;
}
}  // namespace detail

/// A positive whole number of the settings; ConfigError otherwise.
inline Index positive(const Settings& settings, std::string_view key) {
  const Index value = settings.get<Index>(key);
  return detail::in_range(settings, key, value, value > 0 && value <= (Index{1} << 31), "a positive number");
}
/// The same, or `fallback` where there is none.
inline Index positive_or(const Settings& settings, std::string_view key, Index fallback) {
  return settings.has(key) ? positive(settings, key) : fallback;
}

/// What a norm adds to a variance, under a root: not negative. ConfigError otherwise.
inline double epsilon_or(const Settings& settings, std::string_view key, double fallback) {
  const double value = settings.get_or<double>(key, fallback);
  return detail::in_range(settings, key, value, value >= 0, "0 or more");
}

/// ConfigError where there is a setting `key`, another name for something else, with another value than that: of two that disagree nobody
/// knows which is meant.
inline void require_same(const Settings& settings, std::string_view key, Index expected) {
  if (settings.has(key) && settings.get<Index>(key) != expected)
    throw ConfigError{{.problem = "disagrees with the setting that is read in its place",
                       .file = settings.file(),
                       .key = std::string(key),
                       .expected = std::to_string(expected),
                       .found = std::to_string(settings.get<Index>(key))}};
}

/// The vocabulary of a GGUF file, which need not say so: as many words as its table has rows.
inline Index gguf_vocab_size(const Checkpoint& checkpoint) {
  const StoredTensor* const table = checkpoint.find("token_embd.weight");
  const bool counted = table != nullptr && !table->shape.empty() && !checkpoint.settings().has("vocab_size");
  return counted ? table->shape.front() : positive(checkpoint.settings(), "vocab_size");
}

}  // namespace ganymede::inline v0
