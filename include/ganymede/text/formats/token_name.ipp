#pragma once
// The bodies of token_name.hpp.

#include <ganymede/text/formats/token_name.hpp>

#include <ganymede/io/settings.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::optional<std::string> token_name(const Settings& config, std::string_view key) {
  if (!config.has(key)) return std::nullopt;
  return config.json()[std::string(key)].is_object() ? config.sub(key).get<std::string>("content") : config.get<std::string>(key);
}

GANYMEDE_ONCE std::string token_name(const Settings& config, std::string_view key, std::string_view otherwise) {
  return token_name(config, key).value_or(std::string(otherwise));
}

}  // namespace ganymede::inline v0::detail
