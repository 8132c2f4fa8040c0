#pragma once
// The bodies of known_settings.hpp.

#include <ganymede/io/known_settings.hpp>

#include <ganymede/io/json.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

/// Whether a part of `list` fits.
template <class Fits>
bool any_part(std::string_view list, char separator, const Fits& fits) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    if (fits(list.substr(0, end))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

GANYMEDE_ONCE void for_each_key(std::string_view keys, FunctionRef<void(std::string_view key)> use) {
  any_part(keys, ' ', [&](std::string_view key) { return use(key), false; });
}

GANYMEDE_ONCE bool is_known(std::span<const KnownSettings> known, std::string_view key, const Json& value, std::string& expected) {
  for (const KnownSettings& entry : known) {
    const bool named = any_part(entry.keys, ' ', [key](std::string_view name) {
      return name.ends_with('*') ? key.starts_with(name.substr(0, name.size() - 1)) : key == name;
    });
    if (!named) continue;
    if (entry.values.empty() || any_part(entry.values, '|', [&value](std::string_view text) { return parse_json(text, {}) == value; }))
      return true;
    expected = entry.values;
    return false;
  }
  return false;
}

}  // namespace ganymede::inline v0::detail
