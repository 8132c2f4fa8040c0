#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {
template <class T>
T value(const char* text) {
  return detail::setting_value<T>(parse_json(text, "x"), "config.json", "key");
}
template <class T>
ErrorDetails refused_setting(const char* text) {
  CAPTURE(text);
  return error_of<ConfigError>([&] { value<T>(text); });
}
}  // namespace

TEST_CASE("setting_value: integers are checked against their type's range") {
  CHECK(value<int>("64") == 64);
  CHECK(value<int>("64.0") == 64);
  CHECK(value<int>("-1e3") == -1000);
  CHECK(value<std::uint8_t>("255") == 255);
  CHECK(value<Index>("9223372036854775807") == PTRDIFF_MAX);
  CHECK(value<std::uint64_t>("18446744073709551615") == UINT64_MAX);
  CHECK(value<std::int64_t>("-9223372036854775808") == INT64_MIN);
  for (const char* text :
       {"2147483648", "-2147483649", "64.5", "1e30", "-1e30", "true", "\"64\"", "[64]", "{}", "null", "9007199254740994.0"})
    refused_setting<int>(text);
  refused_setting<Index>("18446744073709551615");
  refused_setting<Index>("9223372036854775808.0");
  refused_setting<std::uint64_t>("-1");
  refused_setting<std::uint8_t>("256");
  refused_setting<std::int64_t>("1e19");
}

TEST_CASE("setting_value: floats are finite and take whole numbers too") {
  CHECK(value<float>("1e-5") == 1e-5f);
  CHECK(value<double>("10000") == 10000.0);
  CHECK(value<float>("18446744073709551615") == 18446744073709551616.0f);
  for (const char* text : {"1e39", "-1e39", "true", "\"1\"", "null", "[]"}) refused_setting<float>(text);
  CHECK(value<double>("1e39") == 1e39);
  error_of<ConfigError>([] { detail::setting_value<float>(Json(std::numeric_limits<double>::quiet_NaN()), "f", "k"); });
  error_of<ConfigError>([] { detail::setting_value<double>(Json(std::numeric_limits<double>::infinity()), "f", "k"); });
  error_of<ConfigError>([] { detail::setting_value<int>(Json(std::numeric_limits<double>::quiet_NaN()), "f", "k"); });
}

TEST_CASE("setting_value: bools and strings are nothing else") {
  CHECK(value<bool>("true"));
  CHECK_FALSE(value<bool>("false"));
  CHECK(value<std::string>("\"gelu\"") == "gelu");
  refused_setting<bool>("1");
  refused_setting<bool>("\"true\"");
  refused_setting<std::string>("1");
}

TEST_CASE("setting_value: the error says where, what was expected and a little of what was found") {
  const auto error = refused_setting<bool>("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26]");
  CHECK(error.file == "config.json");
  CHECK(error.key == "key");
  CHECK(error.expected == "true or false");
  CHECK(error.found.size() == 60);
  CHECK(error.found.ends_with("..."));
  CHECK(detail::describe(Json("\xff")) == "\"\xef\xbf\xbd\"");
}

TEST_CASE("setting_value: numbers that are not finite are refused by every type, by their names") {
  for (const auto& [text, found] : {std::pair{"Infinity", "Infinity"}, {"-Infinity", "-Infinity"}, {"NaN", "NaN"}}) {
    const Json value = parse_json(text, "x");
    CHECK(error_of<ConfigError>([&] { detail::setting_value<double>(value, "x", "k"); }).found == found);
    CHECK(error_of<ConfigError>([&] { detail::setting_value<float>(value, "x", "k"); }).found == found);
    CHECK(error_of<ConfigError>([&] { detail::setting_value<int>(value, "x", "k"); }).found == found);
    CHECK(error_of<ConfigError>([&] { detail::setting_value<bool>(value, "x", "k"); }).found == found);
  }
}

TEST_CASE("setting_value: a long value is cut between characters") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\u00e9";
  const std::string found = detail::describe(Json(text));
  CHECK(found.size() <= 60);
  CHECK(detail::is_utf8(found));
  CHECK(found.ends_with("..."));
}
