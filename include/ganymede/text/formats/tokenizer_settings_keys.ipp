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
    return value == false || ((value.is_string() || value.is_structured()) && value.size() == 0) || value == "";
  };
  config.for_each([&](const std::string& key, const Json& value) {
    std::string expected;
    if (in(standard_token_keys, key) || is_known(known_tokenizer_settings, key, value, expected)) return;
    if (is_token_key(key, value) || inert(value)) return;
    const bool about_text = std::any_of(std::begin(words_about_text), std::end(words_about_text),
                                        [&](std::string_view word) { return key.find(word) != std::string::npos; });
    if (about_text)
      throw ConfigError{
          {.problem = "unknown setting of a tokenizer",
           .file = config.file(),
           .key = key,
           .expected = "none, as " + (tokenizer_class.empty() ? "the class" : std::string(tokenizer_class)) + " may cut texts by it",
           .found = describe(value)}};
  });
}

}
