#include <ganymede/decode/generation_keys.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace ganymede;

TEST_CASE("each key stands in one list, once, with its reason") {
  std::vector<std::string_view> seen;
  const auto once = [&](std::string_view key) {
    CAPTURE(key);
    CHECK(!key.empty());
    for (const std::string_view other : seen) CHECK(key != other);
    seen.push_back(key);
  };
  for (const auto& harmless : detail::harmless_generation_keys) {
    once(harmless.key);
    CHECK(!harmless.reason.empty());
  }
  for (const auto& neutral : detail::neutral_generation_keys) once(neutral.key);
}
