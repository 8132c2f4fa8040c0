#pragma once
// The bodies of known_settings.hpp.

#include <ganymede/models/known_settings.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void require_all_settings_known(const Checkpoint& checkpoint, std::span<const KnownSettings> family) {
  const Settings& settings = checkpoint.settings();
  const auto fail = [&](const std::string& key, std::string expected, std::string found) {
    return ConfigError{{.problem = expected.empty() ? "this setting is not known, and might change the result" : "not supported",
                        .file = settings.file(),
                        .key = key,
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  };
  checkpoint.for_each_unread([&](const std::string& full_key, const std::string& key, const Json& value) {
    std::string expected;
    if (detail::is_known(family, key, value, expected)) return;
    if (expected.empty() && detail::is_known(checkpoint.known_settings(), key, value, expected)) return;
    throw fail(full_key, std::move(expected), detail::describe(value));
  });
}

}  // namespace ganymede::inline v0
