#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/tokenizer_settings_keys.hpp>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

std::string refused_key(const Json& config) {
  return error_of<ConfigError>([&] { detail::check_tokenizer_keys(Settings(config, "f"), "XTokenizer"); }).key;
}

}  // namespace

TEST_CASE("keys that are used, harmless or do not speak of the text pass") {
  for (const KnownSettings& entry : detail::known_tokenizer_settings)
    detail::for_each_key(entry.keys, [](std::string_view key) {
      CHECK_NOTHROW(detail::check_tokenizer_keys(Settings({{key, 7}}, "f"), ""));
    });
  const Json config{{"model_max_length", 1e30},
                    {"added_tokens_decoder", Json::object()},
                    {"bos_token", {{"content", "<s>"}}},
                    {"image_token", "<image>"},
                    {"chat_template", "{{ x }}"},
                    {"author", "someone"},
                    {"do_upper_case", false},
                    {"special_note", ""},
                    {"add_dummy_prefix", nullptr},
                    {"spaces_between_special_tokens", false}};
  CHECK_NOTHROW(detail::check_tokenizer_keys(Settings(config, "f"), "X"));
}

TEST_CASE("an unknown key that speaks of the text is an error") {
  CHECK(refused_key({{"do_upper_case", true}}) == "do_upper_case");
  CHECK(refused_key({{"author", "x"}, {"add_dummy_prefix", true}}) == "add_dummy_prefix");
  CHECK(refused_key({{"bpe_dropout", 0.1}}) == "bpe_dropout");
  CHECK(refused_key({{"normalization_rule", "nmt"}}) == "normalization_rule");
}
