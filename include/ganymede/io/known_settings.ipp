#pragma once
// The bodies of known_settings.hpp.

#include <ganymede/io/known_settings.hpp>

#include <ganymede/io/json.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool is_known(std::span<const KnownSettings> known, std::string_view key, const Json& value, std::string& expected) {
  const auto any = [](std::string_view list, char separator, const auto& fits) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(separator), list.size());
      if (fits(list.substr(0, end))) return true;
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
  };
  for (const KnownSettings& entry : known) {
    const bool named = any(entry.keys, ' ', [key](std::string_view name) {
      return name.ends_with('*') ? key.starts_with(name.substr(0, name.size() - 1)) : key == name;
    });
    if (!named) continue;
    if (entry.values.empty() || any(entry.values, '|', [&value](std::string_view text) { return parse_json(text, {}) == value; }))
      return true;
    expected = entry.values;
    return false;
  }
  return false;
}

}  // namespace ganymede::inline v0::detail
