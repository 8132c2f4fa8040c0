#pragma once
// The bodies of family_setting_names.hpp.

#include <ganymede/io/family_setting_names.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/setting_names.hpp>

#include <memory>
#include <optional>
#include <string>

namespace ganymede::inline v0 {

namespace detail {

class FamilySettingNames final : public SettingNames {
 public:
  explicit FamilySettingNames(std::span<const SettingName> names) : names_(names) {}

  std::optional<std::string> own_key(std::string_view key) const override {
    const SettingName* const name = find(key);
    return std::string(name == nullptr ? key : name->own);
  }
  std::optional<Json> derived(std::string_view key, const Settings& own) const override {
    const SettingName* const name = find(key);
    if (name == nullptr || !name->both || !own.has(key)) return std::nullopt;
    if (!own.has(name->own)) return own.json().at(std::string(key));
    const Json &given = own.json().at(std::string(key)), &meant = own.json().at(std::string(name->own));
    if (given.is_number() && meant.is_number() ? given.get<double>() != meant.get<double>() : given != meant)
      throw ConfigError{{.problem = "disagrees with the setting that is read in its place",
                         .file = own.file(),
                         .key = own.own_key(key),
                         .expected = meant.dump(),
                         .found = given.dump()}};
    return std::nullopt;
  }

 private:
  const SettingName* find(std::string_view key) const {
    for (const SettingName& name : names_)
      if (name.key == key) return &name;
    return nullptr;
  }

  std::span<const SettingName> names_;
};

}  // namespace detail

GANYMEDE_ONCE Settings named(const Settings& settings, std::span<const SettingName> names) {
  if (settings.are_named() || names.empty()) return settings;
  return settings.named(std::make_shared<const detail::FamilySettingNames>(names));
}

}  // namespace ganymede::inline v0
