#pragma once
// The settings of a model: config.json's object, or what a GGUF file says in its place.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A JSON object read by key, typed and checked. Errors are ConfigErrors and name the file and the full key
/// ("rope_scaling.factor"). A key whose value is null counts as absent, as transformers writes unset values. Copies are cheap.
///
/// T is bool, an integer type (range-checked; 64.0 counts as 64), float or double (finite), or std::string.
class Settings {
 public:
  Settings() : Settings(Json::object(), {}) {}

  /// `file` names the object in errors. ConfigError where `object` is none.
  Settings(Json object, std::string file) : Settings(std::make_shared<const Json>(std::move(object)), std::move(file), {}) {}

  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// The setting; ConfigError where it is absent.
  template <class T>
  T get(std::string_view key) const {
    return detail::setting_value<T>(require(key), file_, full_key(key));
  }

  /// The setting, or `fallback` where it is absent. A present one of the wrong type is an error all the same.
  template <class T>
  T get_or(std::string_view key, T fallback) const {
    const Json* value = find(key);
    return value == nullptr ? fallback : detail::setting_value<T>(*value, file_, full_key(key));
  }

  /// An array; a single value is taken as an array of one (eos_token_id may be either).
  template <class T>
  std::vector<T> list(std::string_view key) const {
    const Json& value = require(key);
    if (!value.is_array()) return {detail::setting_value<T>(value, file_, full_key(key))};
    std::vector<T> items;
    items.reserve(value.size());
    for (const Json& item : value)
      items.push_back(detail::setting_value<T>(item, file_, full_key(key) + '[' + std::to_string(items.size()) + ']'));
    return items;
  }

  /// A nested object.
  Settings sub(std::string_view key) const { return {std::shared_ptr<const Json>(json_, &require(key)), file_, full_key(key)}; }

  const Json& json() const noexcept { return *json_; }
  const std::string& file() const noexcept { return file_; }

 private:
  Settings(std::shared_ptr<const Json> json, std::string file, std::string path)
      : json_(std::move(json)), file_(std::move(file)), path_(std::move(path)) {
    if (!json_->is_object())
      throw ConfigError{
          {.problem = "settings are no JSON object", .file = file_, .key = path_, .expected = "an object", .found = json_->type_name()}};
  }

  const Json* find(std::string_view key) const {
    const auto at = json_->find(key);
    return at == json_->end() || at->is_null() ? nullptr : &*at;
  }
  const Json& require(std::string_view key) const {
    if (const Json* value = find(key)) return *value;
    throw ConfigError{{.problem = "setting is missing", .file = file_, .key = full_key(key)}};
  }
  std::string full_key(std::string_view key) const { return path_.empty() ? std::string(key) : path_ + '.' + std::string(key); }

  std::shared_ptr<const Json> json_;  // a nested object shares its root
  std::string file_;
  std::string path_;
};

}  // namespace ganymede::inline v0
