#pragma once
// The settings of a CTranslate2 folder.

#include <ganymede/io/ctranslate2.hpp>
#include <ganymede/io/ctranslate2_settings.hpp>
#include <ganymede/io/ctranslate2_vocabulary.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace ganymede::inline v0::detail {

/// The settings of a folder, with the ids of the special tokens where its target vocabulary has them.
inline Json read_ctranslate2_settings(const CTranslate2& model, const std::filesystem::path& folder) {
  std::error_code ignored;
  const std::filesystem::path config = folder / "config.json";
  Json given = std::filesystem::exists(config, ignored) ? read_json(config) : Json::object();
  if (!given.is_object()) throw ConfigError{{"settings are no JSON object", config.string(), "", "an object", given.type_name()}};
  Json settings = CTranslate2Settings(model).read(std::move(given));
  if (ctranslate2_vocabulary_file(folder, "target").empty() || !settings["unk_token"].is_string()) return settings;
  const auto tokens = read_ctranslate2_vocabulary(folder, "target", settings["unk_token"].get<std::string>());
  for (const std::string key : {"unk_token", "bos_token", "eos_token", "decoder_start_token"}) {
    if (!settings[key].is_string()) continue;
    const auto at = std::find(tokens.begin(), tokens.end(), settings[key].get_ref<const std::string&>());
    if (at != tokens.end()) settings[key + "_id"] = at - tokens.begin();
  }
  return settings;
}

}  // namespace ganymede::inline v0::detail
