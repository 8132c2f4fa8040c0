#pragma once
// The settings of a model: config.json's object, or what a GGUF file says in its place.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/setting_types.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class SettingNames;

/// A JSON object read by key, typed and checked. Errors are ConfigErrors and name the file and the full key
/// ("rope_scaling.factor"). A key whose value is null counts as absent, as transformers writes unset values. Copies are cheap.
class Settings {
 public:
  Settings();

  /// `file` names the object in errors. ConfigError where `object` is none.
  Settings(Json object, std::string file);

  /// The same settings, which from here on write down what they are asked for: see for_each_unread(). Its copies and sub()s share the
  /// list, so they are one thread's.
  Settings recorded() const;

  /// The same settings, which answer to other keys than the file's own.
  Settings named(std::shared_ptr<const SettingNames> names) const;
  /// Whether they do.
  bool are_named() const noexcept { return names_ != nullptr; }

  /// The file's own key for `key`, as errors have it.
  std::string own_key(std::string_view key) const;

  /// Calls use(full key, value) for every setting of a recorded() object that nobody has asked for and that is not null; of an object
  /// that was opened by sub() for each of its own. What json() shows counts as unread.
  void for_each_unread(FunctionRef<void(const std::string&, const Json&)> use) const;

  bool has(std::string_view key) const;
  /// The same, but a null counts: for the few settings whose null is not their default.
  bool contains(std::string_view key) const;
  /// Whether there is no setting at all.
  bool empty() const;

  /// The setting; ConfigError where it is absent.
  template <SettingType T>
  T get(std::string_view key) const;

  /// The setting, or `fallback` where it is absent. A present one of the wrong type is an error all the same.
  template <SettingType T>
  T get_or(std::string_view key, T fallback) const;

  /// ConfigError where there is no such setting.
  void require_present(std::string_view key) const;

  /// An array; a single value is taken as an array of one (eos_token_id may be either).
  template <SettingType T>
  std::vector<T> list(std::string_view key) const;

  /// A nested object.
  Settings sub(std::string_view key) const;

  /// Calls use(key, value) for every setting that is not null.
  void for_each(FunctionRef<void(const std::string&, const Json&)> use) const;

  /// Include <ganymede/io/json.hpp> to look into it.
  const Json& json() const noexcept { return *json_; }
  const std::string& file() const noexcept { return file_; }

 private:
  struct Read;
  Settings(std::shared_ptr<const Json> json, std::string file, std::string path);

  /// Null where there is none.
  std::shared_ptr<const Json> find(std::string_view key) const;
  std::shared_ptr<const Json> find_own(std::string_view key) const;
  std::shared_ptr<const Json> require(std::string_view key) const;
  std::string full_key(std::string_view key) const;

  std::shared_ptr<const Json> json_;  // a nested object shares its root
  std::string file_;
  std::string path_;
  std::shared_ptr<Read> read_{};                 // what has been asked for; null where nobody will ask
  std::shared_ptr<const SettingNames> names_{};  // null: the file's own
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/settings.ipp>
#endif
