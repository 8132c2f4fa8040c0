#include <ganymede/decode/generation_keys.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("each key stands in the list once, with its reason") {
  std::vector<std::string> seen;
  for (const KnownSettings& entry : detail::known_generation_settings) {
    CHECK(!entry.why.empty());
    detail::for_each_key(entry.keys, [&](std::string_view key) {
      CAPTURE(std::string(key));
      CHECK(!key.empty());
      for (const std::string& other : seen) CHECK(key != other);
      seen.emplace_back(key);
    });
  }
  CHECK(seen.size() == 66);
}

TEST_CASE("keys of what this library does not have are known where they leave it off") {
  const auto expected_of = [](const char* key, const Json& value) {
    std::string expected;
    return detail::is_known(detail::known_generation_settings, key, value, expected) ? "known" : expected;
  };
  for (const Json& off : {Json(0), Json(0.0), Json(false), Json::array(), Json::object()})
    CHECK(expected_of("constraints", off) == "known");
  CHECK(expected_of("guidance_scale", 1.0) == "known");
  CHECK(expected_of("guidance_scale", 0) == "1|true|[]|{}");
  CHECK(expected_of("general.sampling.penalty_last_n", -1) == "known");
  CHECK(expected_of("general.sampling.penalty_last_n", 64) == "-1");
  CHECK(expected_of("cache_implementation", "hybrid") == "known");
  CHECK(contains(expected_of("cache_implementation", "quantized"), "dynamic"));
}
