#pragma once
// The bodies of module_settings.hpp.

#include <ganymede/app/module_settings.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/describe.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool ModuleSettings::is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

GANYMEDE_ONCE Json ModuleSettings::read_json(const std::filesystem::path& file) {
  return parse_json(MappedFile(file).text(), file.string());
}
GANYMEDE_ONCE Json ModuleSettings::json_if_there(const std::filesystem::path& file) { return is_there(file) ? read_json(file) : Json(); }
GANYMEDE_ONCE Settings ModuleSettings::read_settings(const std::filesystem::path& file) {
  return Settings(read_json(file), file.string()).recorded();
}

GANYMEDE_ONCE void ModuleSettings::require_all_read(const Settings& settings) {
  settings.for_each_unread([&](const std::string& key, const Json& value) {
    throw ConfigError{{.problem = "setting is not known here", .file = settings.file(), .key = key, .found = describe(value)}};
  });
}

GANYMEDE_ONCE void ModuleSettings::pass_over(const Settings& settings, std::initializer_list<const char*> keys) {
  for (const char* const key : keys) static_cast<void>(settings.has(key));
}

GANYMEDE_ONCE void ModuleSettings::pass_over_all(const Settings& settings) {
  settings.for_each([&](const std::string& key, const Json& value) {
    static_cast<void>(settings.has(key));
    if (value.is_object()) pass_over_all(settings.sub(key));
  });
}

GANYMEDE_ONCE void ModuleSettings::refuse(const std::string& file, const std::string& key, const std::string& expected,
                                          const std::string& found) {
  throw ConfigError{{.problem = "not supported", .file = file, .key = key, .expected = expected, .found = found}};
}

GANYMEDE_ONCE void ModuleSettings::require_value(const Settings& settings, const char* key, const std::string& value) {
  if (const auto found = settings.get_or<std::string>(key, value); found != value) refuse(settings.file(), key, value, found);
}

GANYMEDE_ONCE void ModuleSettings::require_empty(const Settings& settings, const char* key) {
  if (!settings.has(key)) return;
  const Json& value = settings.json().at(key);
  if (!((value.is_object() || value.is_array()) && value.empty())) refuse(settings.file(), key, "nothing", describe(value));
}

}  // namespace ganymede::inline v0::detail
