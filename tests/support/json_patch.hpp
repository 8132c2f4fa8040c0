#pragma once
// Changed settings, by nlohmann_json: what the library's own values do not offer.

#include <ganymede/io/json.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fixture {

inline nlohmann::json to_nlohmann(const ganymede::Json& json) { return nlohmann::json::parse(json.dump()); }
inline ganymede::Json from_nlohmann(const nlohmann::json& json) { return ganymede::Json::parse(json.dump()); }

/// RFC 7386: members of members are replaced one by one.
inline ganymede::Json merge_patched(const ganymede::Json& json, const ganymede::Json& patch) {
  nlohmann::json merged = to_nlohmann(json);
  merged.merge_patch(to_nlohmann(patch));
  return from_nlohmann(merged);
}

/// Where the values that are no arrays or objects stand, as RFC 6901 writes it.
inline std::vector<std::string> leaves(const ganymede::Json& json) {
  const nlohmann::json flat = to_nlohmann(json).flatten();
  std::vector<std::string> paths;
  for (const auto& [path, value] : flat.items()) paths.push_back(path);
  return paths;
}

inline ganymede::Json with_value(const ganymede::Json& json, const std::string& path, const ganymede::Json& value) {
  nlohmann::json changed = to_nlohmann(json);
  changed[nlohmann::json::json_pointer(path)] = to_nlohmann(value);
  return from_nlohmann(changed);
}

}  // namespace fixture
