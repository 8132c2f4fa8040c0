#pragma once
// The bodies of settings.hpp.

#include <ganymede/io/settings.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_names.hpp>
#include <ganymede/io/setting_value.hpp>

#include <functional>
#include <set>
#include <utility>

namespace ganymede::inline v0 {

struct Settings::Read {
  std::set<std::string, std::less<>> keys{};  // full ones, the file's own
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

GANYMEDE_ONCE Settings Settings::named(std::shared_ptr<const SettingNames> names) const {
  Settings copy = *this;
  copy.names_ = std::move(names);
  return copy;
}

GANYMEDE_ONCE std::string Settings::own_key(std::string_view key) const {
  return names_ == nullptr ? std::string(key) : names_->own_key(key).value_or(std::string(key));
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

GANYMEDE_ONCE bool Settings::contains(std::string_view key) const { return find(key) != nullptr || json_->contains(own_key(key)); }

GANYMEDE_ONCE bool Settings::empty() const { return json_->empty(); }

template <SettingType T>
T Settings::get(std::string_view key) const {
  return detail::setting_value<T>(*require(key), file_, full_key(own_key(key)));
}

template <SettingType T>
T Settings::get_or(std::string_view key, T fallback) const {
  const std::shared_ptr<const Json> value = find(key);
  return value == nullptr ? fallback : detail::setting_value<T>(*value, file_, full_key(own_key(key)));
}

template <SettingType T>
std::vector<T> Settings::list(std::string_view key) const {
  const std::shared_ptr<const Json> value = require(key);
  const std::string full = full_key(own_key(key));
  if (!value->is_array()) return {detail::setting_value<T>(*value, file_, full)};
  std::vector<T> items;
  items.reserve(value->size());
  for (const Json& item : *value) items.push_back(detail::setting_value<T>(item, file_, full + '[' + std::to_string(items.size()) + ']'));
  return items;
}

GANYMEDE_ONCE void Settings::require_present(std::string_view key) const { static_cast<void>(require(key)); }

GANYMEDE_ONCE Settings Settings::sub(std::string_view key) const {
  Settings nested(require(key), file_, full_key(own_key(key)));
  nested.read_ = read_;
  return nested;
}

GANYMEDE_ONCE void Settings::for_each(FunctionRef<void(const std::string&, const Json&)> use) const {
  for (const auto& [key, value] : json_->get_ref<const Json::object_t&>())
    if (!value.is_null()) use(key, value);
}

GANYMEDE_ONCE std::shared_ptr<const Json> Settings::find(std::string_view key) const {
  if (names_ == nullptr) return find_own(key);
  if (std::optional<Json> derived = names_->derived(key, named({})))
    return derived->is_null() ? nullptr : std::make_shared<const Json>(std::move(*derived));
  const std::optional<std::string> own = names_->own_key(key);
  return own ? find_own(*own) : nullptr;
}

GANYMEDE_ONCE std::shared_ptr<const Json> Settings::find_own(std::string_view key) const {
  if (read_ != nullptr) read_->keys.insert(full_key(key));
  const auto at = json_->find(key);
  return at == json_->end() || at->is_null() ? nullptr : std::shared_ptr<const Json>(json_, &*at);  // shares its root
}

GANYMEDE_ONCE std::shared_ptr<const Json> Settings::require(std::string_view key) const {
  if (std::shared_ptr<const Json> value = find(key)) return value;
  throw ConfigError{{.problem = "setting is missing", .file = file_, .key = full_key(own_key(key))}};
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
