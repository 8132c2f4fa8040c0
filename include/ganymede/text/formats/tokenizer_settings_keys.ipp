#pragma once
// The bodies of tokenizer_settings_keys.hpp.

#include <ganymede/text/formats/tokenizer_settings_keys.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool is_token_key(std::string_view key, const Json& value) {
  return key.ends_with("_token") && (value.is_string() || (value.is_object() && value.contains("content")));
}

GANYMEDE_ONCE void check_tokenizer_keys(const Settings& config, std::string_view tokenizer_class) {
  const auto in = [](const auto& list, std::string_view key) { return std::find(std::begin(list), std::end(list), key) != std::end(list); };
  const auto inert = [](const Json& value) {
    return value.is_null() || value == false || ((value.is_string() || value.is_structured()) && value.size() == 0) || value == "";
  };
  for (const auto& [key, value] : config.json().items()) {
    if (in(standard_token_keys, key) || in(used_tokenizer_keys, key) || in(harmless_tokenizer_keys, key)) continue;
    if (is_token_key(key, value) || inert(value)) continue;
    const bool about_text = std::any_of(std::begin(words_about_text), std::end(words_about_text),
                                        [&, &name = key](std::string_view word) { return name.find(word) != std::string::npos; });
    if (about_text)
      throw ConfigError{
          {.problem = "unknown setting of a tokenizer",
           .file = config.file(),
           .key = key,
           .expected = "none, as " + (tokenizer_class.empty() ? "the class" : std::string(tokenizer_class)) + " may cut texts by it",
           .found = describe(value)}};
  }
}

}
