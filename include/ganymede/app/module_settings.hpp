#pragma once
// The side files of sentence-transformers' modules, read strictly.

#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <initializer_list>
#include <string>

namespace ganymede::inline v0::detail {

/// What readers of such files share, who derive from it. ConfigError for settings that are not as they have to be.
struct ModuleSettings {
  static bool is_there(const std::filesystem::path& file);
  static Json read_json(const std::filesystem::path& file);
  /// Null where there is no such file.
  static Json json_if_there(const std::filesystem::path& file);
  /// Settings that write down what they are asked for.
  static Settings read_settings(const std::filesystem::path& file);

  static void require_all_read(const Settings& settings);
  /// Settings that change nothing.
  static void pass_over(const Settings& settings, std::initializer_list<const char*> keys);
  /// The same of an object and all that is in it.
  static void pass_over_all(const Settings& settings);
  [[noreturn]] static void refuse(const std::string& file, const std::string& key, const std::string& expected, const std::string& found);
  static void require_value(const Settings& settings, const char* key, const std::string& value);
  /// Nothing, null, or an empty object.
  static void require_empty(const Settings& settings, const char* key);
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/module_settings.ipp>
#endif
