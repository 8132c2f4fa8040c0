#pragma once
// The bodies of ctranslate2_config.hpp.

#include <ganymede/models/ctranslate2_config.hpp>

#include <nlohmann/json.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void CTranslate2Config::refuse_unknown(const Json& settings, const std::string& file, const std::string& path) {
  constexpr std::string_view known[] = {"num_layers",       "num_heads",       "hidden_size",      "vocab_size",
                                        "activation",       "pre_norm",        "scale_embeddings", "start_from_zero_embedding",
                                        "embeddings_merge", "alignment_layer", "alignment_heads",  "alibi_use_positive_positions"};
  for (const auto& [key, value] : settings.items()) {
    const std::string name = std::string(path).append(".").append(key);
    if (value.is_object())
      refuse_unknown(value, file, name);
    else if (std::ranges::find(known, key) == std::ranges::end(known) && value != 0 && value != false)
      throw ConfigError{
          {.problem = "this setting of CTranslate2 is not supported", .file = file, .key = name, .expected = "0", .found = value.dump()}};
  }
}

}  // namespace ganymede::inline v0
