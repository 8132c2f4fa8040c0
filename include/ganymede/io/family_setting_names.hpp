#pragma once
// The keys of a family's config.json that have other names than most families' (transformers' attribute_map), as data.

#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// `key` is what every family is asked for, `own` what this family's config.json calls it.
struct SettingName {
  std::string_view key, own;
  bool both = false;  ///< transformers reads or writes `key` as well: it may stand there alone, or saying the same
};

/// `settings` of a family under the common names; as they are where the file's format answers to those already. `names` outlives them.
GANYMEDE_ONCE Settings named(const Settings& settings, std::span<const SettingName> names);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/family_setting_names.ipp>
#endif
