#pragma once
// The bodies of settings.hpp.

#include <ganymede/io/settings.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <functional>
#include <set>
#include <utility>

namespace ganymede::inline v0 {

struct Settings::Read {
  std::set<std::string, std::less<>> keys{};  // full ones
};

GANYMEDE_ONCE Settings::Settings() : Settings(Json::object(), {}) {}

GANYMEDE_ONCE Settings::Settings(Json object, std::string file)
    : Settings(std::make_shared<const Json>(std::move(object)), std::move(file), {}) {}

GANYMEDE_ONCE Settings::Settings(std::shared_ptr<const Json> json, std::string file, std::string path)
    : json_(std::move(json)), file_(std::move(file)), path_(std::move(path)) {
  if (!json_->is_object())
    throw ConfigError{
        {.problem = "settings are no JSON object", .file = file_, .key = path_, .expected = "an object", .found = json_->type_name()}};
}

GANYMEDE_ONCE Settings Settings::recorded() const {
  Settings copy = *this;
  copy.read_ = std::make_shared<Read>();
  return copy;
}

GANYMEDE_ONCE void Settings::for_each_unread(FunctionRef<void(const std::string&, const Json&)> use) const {
  for (const auto& [key, value] : json_->get_ref<const Json::object_t&>()) {
    if (value.is_null()) continue;
    if (read_ == nullptr || !read_->keys.contains(full_key(key)))
      use(full_key(key), value);
    else if (value.is_object())
      sub(key).for_each_unread(use);
  }
}

GANYMEDE_ONCE bool Settings::has(std::string_view key) const { return find(key) != nullptr; }

GANYMEDE_ONCE bool Settings::contains(std::string_view key) const { return find(key) != nullptr || json_->contains(key); }

GANYMEDE_ONCE bool Settings::empty() const { return json_->empty(); }

template <SettingType T>
T Settings::get(std::string_view key) const {
  return detail::setting_value<T>(require(key), file_, full_key(key));
}

template <SettingType T>
T Settings::get_or(std::string_view key, T fallback) const {
  const Json* value = find(key);
  return value == nullptr ? fallback : detail::setting_value<T>(*value, file_, full_key(key));
}

template <SettingType T>
std::vector<T> Settings::list(std::string_view key) const {
  const Json& value = require(key);
  if (!value.is_array()) return {detail::setting_value<T>(value, file_, full_key(key))};
  std::vector<T> items;
  items.reserve(value.size());
  for (const Json& item : value)
    items.push_back(detail::setting_value<T>(item, file_, full_key(key) + '[' + std::to_string(items.size()) + ']'));
  return items;
}

GANYMEDE_ONCE Settings Settings::sub(std::string_view key) const {
  Settings nested(std::shared_ptr<const Json>(json_, &require(key)), file_, full_key(key));
  nested.read_ = read_;
  return nested;
}

GANYMEDE_ONCE void Settings::for_each(FunctionRef<void(const std::string&, const Json&)> use) const {
  for (const auto& [key, value] : json_->get_ref<const Json::object_t&>())
    if (!value.is_null()) use(key, value);
}

GANYMEDE_ONCE const Json* Settings::find(std::string_view key) const {
  if (read_ != nullptr) read_->keys.insert(full_key(key));
  const auto at = json_->find(key);
  return at == json_->end() || at->is_null() ? nullptr : &*at;
}

GANYMEDE_ONCE const Json& Settings::require(std::string_view key) const {
  if (const Json* value = find(key)) return *value;
  throw ConfigError{{.problem = "setting is missing", .file = file_, .key = full_key(key)}};
}

GANYMEDE_ONCE std::string Settings::full_key(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

#if GANYMEDE_SEPARATE
#define GANYMEDE_INSTANTIATE(T)                              \
  template T Settings::get<T>(std::string_view) const;       \
  template T Settings::get_or<T>(std::string_view, T) const; \
  template std::vector<T> Settings::list<T>(std::string_view) const;
GANYMEDE_FOR_EACH_SETTING_TYPE(GANYMEDE_INSTANTIATE)
#undef GANYMEDE_INSTANTIATE
#endif

}  // namespace ganymede::inline v0
