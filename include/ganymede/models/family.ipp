#pragma once
// The bodies of family.hpp.

#include <ganymede/models/family.hpp>

#include <ganymede/core/floating_point.hpp>
#include <ganymede/core/memory_error.hpp>
#include <ganymede/io/merge_adapters.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void detail::list_names(std::span<const std::string_view> names, std::string& expected) {
  for (const std::string_view name : names) expected.append(expected.empty() ? "" : ", ").append(name);
}

GANYMEDE_ONCE ConfigError detail::other_family(const Checkpoint& checkpoint, const char* problem, std::string expected) {
  return ConfigError{{.problem = problem,
                      .file = checkpoint.name(),
                      .key = std::string(checkpoint.architecture_key()),
                      .expected = std::move(expected),
                      .found = checkpoint.architecture()}};
}

GANYMEDE_ONCE bool detail::is_of(const FamilyFacts& family, const Checkpoint& checkpoint) {
  return std::ranges::find(family.model_types, checkpoint.architecture()) != family.model_types.end() &&
         (family.is_wired_so == nullptr || family.is_wired_so(checkpoint));
}

GANYMEDE_ONCE Weights detail::weights_of(const FamilyFacts& family, const Checkpoint& checkpoint, const LoadOptions& options) {
  if (family.gguf_names) return {checkpoint, *family.gguf_names, family.prefix, options};
  return {checkpoint, family.prefix, options};
}

GANYMEDE_ONCE void detail::name_adapters(std::shared_ptr<const StateShape>& shape, const LoadOptions& options) {
  if (options.named_adapters.empty()) return;
  StateShape named = *shape;
  for (const NamedAdapter& adapter : options.named_adapters) named.adapters.push_back(adapter.name);
  shape = std::make_shared<const StateShape>(std::move(named));
}

GANYMEDE_ONCE void detail::load_strictly(const FamilyFacts& family, const Checkpoint& given, const LoadOptions& options,
                                         FunctionRef<void(const Weights&, const Checkpoint&)> load) {
  const KnownFloatingPoint scope;
  const Checkpoint checkpoint = given.recorded();
  if (!is_of(family, checkpoint)) {
    std::string expected;
    list_names(family.model_types, expected);
    if (family.is_wired_so != nullptr) expected.append("; ").append(family.wiring);
    throw other_family(checkpoint, "a model of another family", std::move(expected));
  }
  if (!options.adapters.empty()) {
    LoadOptions merged = options;
    merged.adapters.clear();
    merged.executor = executor_for(options);
    return load_strictly(family, merge_adapters(given, options.adapters, family.prefix, options.weights, *merged.executor), merged, load);
  }
  if (!family.gguf_names) checkpoint.require_names();
  if (checkpoint.settings().has("quantization_config"))
    throw ConfigError{{.problem = "quantised Hugging Face checkpoints are not supported",
                       .file = checkpoint.settings().file(),
                       .key = "quantization_config"}};
  LoadOptions own = options;
  own.named_adapters.clear();
  Weights weights = weights_of(family, checkpoint, own);
  if (!options.named_adapters.empty())
    weights.set_adapters(open_adapters(checkpoint, options.named_adapters, family.prefix, options.weights, *weights.executor()));
  with_memory_for("loading " + checkpoint.name(), [&] { load(weights, checkpoint); });
  weights.require_all_used(family.ignored);
  require_all_settings_known(checkpoint, family.known_settings);
  checkpoint.release();
}

}  // namespace ganymede::inline v0
