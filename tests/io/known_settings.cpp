#include <ganymede/io/known_settings.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("known settings: whole names, beginnings, and values") {
  constexpr KnownSettings known[] = {{"one two", "any value"}, {"rope.*", "all that begin so"}, {"off", "does nothing", "false|0"}};
  const auto expected_of = [&](const char* key, const Json& value) {
    std::string expected;
    const bool is = detail::is_known(known, key, value, expected);
    return is ? "known" : expected;
  };
  for (const char* const key : {"one", "two", "rope.type", "rope."}) CHECK(expected_of(key, 5) == "known");
  for (const char* const key : {"three", "on", "one two", "rope", ""}) CHECK(expected_of(key, 5).empty());
  CHECK(expected_of("off", false) == "known");
  CHECK(expected_of("off", 0) == "known");
  CHECK(expected_of("off", true) == "false|0");
}

TEST_CASE("known settings: the keys of an entry, one by one") {
  std::string all;
  detail::for_each_key("one two*  three", [&](std::string_view key) { all.append(key).append(","); });
  CHECK(all == "one,two*,,three,");  // a doubled space is an empty key, which the tables' tests would show
  detail::for_each_key("", [](std::string_view) { FAIL("no key"); });
}
