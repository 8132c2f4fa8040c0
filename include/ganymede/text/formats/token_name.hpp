#pragma once
// Tokens that tokenizer_config.json names: by their spelling, or as an AddedToken object with one.

#include <ganymede/split.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Settings;

namespace detail {

/// The spelling under `key`, none where the setting is absent. ConfigError: it is of another form.
GANYMEDE_ONCE std::optional<std::string> token_name(const Settings& config, std::string_view key);
/// The same, `otherwise` where the setting is absent.
GANYMEDE_ONCE std::string token_name(const Settings& config, std::string_view key, std::string_view otherwise);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/token_name.ipp>
#endif
