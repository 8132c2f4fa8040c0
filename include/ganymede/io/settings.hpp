#pragma once
// The settings of a model: config.json's object, or what a GGUF file says in its place.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <functional>
#include <memory>
#include <set>
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

  /// The same settings, which from here on write down what they are asked for: see for_each_unread(). Its copies and sub()s share the
  /// list, so they are one thread's.
  Settings recorded() const {
    Settings copy = *this;
    copy.read_ = std::make_shared<std::set<std::string, std::less<>>>();
    return copy;
  }

  /// Calls use(full key, value) for every setting of a recorded() object that nobody has asked for and that is not null; of an object
  /// that was opened by sub() for each of its own. What json() shows counts as unread.
  template <class Use>
  void for_each_unread(Use use) const {
    for (const auto& [key, value] : json_->get_ref<const Json::object_t&>()) {
      if (value.is_null()) continue;
      if (read_ == nullptr || !read_->contains(full_key(key)))
        use(full_key(key), value);
      else if (value.is_object())
        sub(key).for_each_unread(use);
    }
  }

  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The same, but a null counts: for the few settings whose null is not their default.
  bool contains(std::string_view key) const { return find(key) != nullptr || json_->contains(key); }

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
  Settings sub(std::string_view key) const {
    Settings nested(std::shared_ptr<const Json>(json_, &require(key)), file_, full_key(key));
    nested.read_ = read_;
    return nested;
  }

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
    if (read_ != nullptr) read_->insert(full_key(key));
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
  std::shared_ptr<std::set<std::string, std::less<>>> read_{};  // full keys; null where nobody will ask
};

}  // namespace ganymede::inline v0
