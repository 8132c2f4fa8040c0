#pragma once
// The bodies of read_generation_config.hpp.

#include <ganymede/decode/read_generation_config.hpp>

#include <ganymede/decode/generation_keys.hpp>
#include <ganymede/decode/generation_table.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

template <SettingType T>
void read_setting(const Settings& settings, std::string_view key, T& value) {
  value = settings.get<T>(key);
}
template <SettingType T>
void read_setting(const Settings& settings, std::string_view key, std::optional<T>& value) {
  value = settings.get<T>(key);
}
template <SettingType T>
void read_setting(const Settings& settings, std::string_view key, std::vector<T>& value) {
  value = settings.list<T>(key);
}
/// What has a form of its own has no key in the table.
template <class T>
void read_setting(const Settings&, std::string_view, T&) {}

}  // namespace detail

GANYMEDE_ONCE GenerationConfig read_generation_config(const Settings& settings, Index vocab_size) {
  GenerationConfig c;
  std::vector<std::string_view> known;
  const auto has = [&](std::string_view key) {
    known.push_back(key);
    return settings.has(key);
  };
  c.top_k = 50;
  detail::for_each_generation_setting([&](const auto& setting) {
    if (setting.file_key.empty() || !has(setting.file_key)) return;
    detail::read_setting(settings, setting.file_key, c.*setting.config);
  });

  const auto refuse = [&](std::string_view key, std::string_view expected) {
    throw ConfigError{{.problem = "not supported", .file = settings.file(), .key = std::string(key), .expected = std::string(expected)}};
  };
  const auto tokens = [&](const Json& json, std::string_view key) {
    std::vector<TokenId> ids;
    if (!json.is_array() || json.empty()) refuse(key, "sequences of token ids");
    for (const Json& item : json) {
      if (!item.is_number_integer()) refuse(key, "sequences of token ids");
      const std::int64_t id = item.get<std::int64_t>();
      ids.push_back(id == static_cast<TokenId>(id) ? static_cast<TokenId>(id)
                                                   : TokenId{-1});  // beyond the type: -1, which validate() refuses
    }
    return ids;
  };
  if (has("bad_words_ids"))
    for (const auto& word : settings.json().at("bad_words_ids")) c.bad_words_ids.push_back(tokens(word, "bad_words_ids"));
  if (has("sequence_bias"))
    for (const auto& item : settings.json().at("sequence_bias")) {
      if (!item.is_array() || item.size() != 2 || !item[1].is_number()) refuse("sequence_bias", "sequences of token ids, each with a bias");
      c.sequence_bias.emplace_back(tokens(item[0], "sequence_bias"), item[1].get<double>());
    }
  if (has("early_stopping")) {
    const auto& early = settings.json().at("early_stopping");
    if (!early.is_boolean() && early != "never") refuse("early_stopping", "true, false or \"never\"");
    c.early_stopping = !early.is_boolean() ? EarlyStopping::never : early.get<bool>() ? EarlyStopping::yes : EarlyStopping::no;
  }
  settings.for_each([&](const std::string& key, const Json& value) {
    std::string off;
    if (std::find(known.begin(), known.end(), key) != known.end()) return;
    if (detail::is_known(detail::known_generation_settings, key, value, off)) return;
    refuse(key, off.empty() ? "absent" : "absent, or " + off.substr(0, off.find('|')));
  });
  detail::in_file(settings.file(), [&] { validate(c, vocab_size); });
  return c;
}

GANYMEDE_ONCE GenerationConfig generation_defaults(const LanguageModel& model) {
  GenerationConfig defaults;
  model.read_generation([&](const Settings& settings) { defaults = read_generation_config(settings, model.vocab_size()); });
  return defaults;
}

}  // namespace ganymede::inline v0
