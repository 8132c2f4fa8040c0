#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/formats/token_name.hpp>

using namespace ganymede;

TEST_CASE("a token is named by its spelling or by an object with one") {
  const Settings config(
      parse_json(R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": true}, "pad_token": null, "unk_token": 3,
                                       "cls_token": {}})",
                 "f"),
      "f");
  CHECK(detail::token_name(config, "bos_token") == "<s>");
  CHECK(detail::token_name(config, "eos_token") == "</s>");
  CHECK(detail::token_name(config, "pad_token") == std::nullopt);
  CHECK(detail::token_name(config, "mask_token") == std::nullopt);
  CHECK(detail::token_name(config, "pad_token", "<pad>") == "<pad>");
  CHECK(detail::token_name(config, "bos_token", "<pad>") == "<s>");
  CHECK_THROWS_AS(detail::token_name(config, "unk_token"), ConfigError);
  CHECK_THROWS_AS(detail::token_name(config, "cls_token"), ConfigError);
}
