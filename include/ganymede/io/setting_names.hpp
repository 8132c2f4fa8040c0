#pragma once
// Other names for settings: how a file that is not written as config.json answers to Hugging Face's keys.

#include <ganymede/io/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Settings;

/// What Settings that are asked for Hugging Face's keys look up in a file that has others. Immutable.
class SettingNames {
 public:
  virtual ~SettingNames() = default;

  /// The file's own key for `key`; nothing where it answers under none.
  virtual std::optional<std::string> own_key(std::string_view key) const = 0;

  /// What the file says of `key` in another way than by one value of a key. `own`: the settings under the file's own keys, of which
  /// everything that matters for the answer is asked. ConfigError, naming the file's own key, for what cannot be.
  virtual std::optional<Json> derived(std::string_view key, const Settings& own) const = 0;
};

}  // namespace ganymede::inline v0
