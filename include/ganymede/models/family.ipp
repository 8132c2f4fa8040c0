#pragma once
// The bodies of family.hpp.

#include <ganymede/models/family.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE bool detail::is_architecture(const Checkpoint& checkpoint, std::span<const std::string_view> model_types) {
  return std::ranges::find(model_types, checkpoint.architecture()) != model_types.end();
}

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

GANYMEDE_ONCE void detail::require_loadable(const Checkpoint& checkpoint, bool named) {
  if (named) checkpoint.require_names();
  if (checkpoint.settings().has("quantization_config"))
    throw ConfigError{{.problem = "quantised Hugging Face checkpoints are not supported",
                       .file = checkpoint.settings().file(),
                       .key = "quantization_config"}};
}

}  // namespace ganymede::inline v0
