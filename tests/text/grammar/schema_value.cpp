#include <ganymede/text/grammar/schema_value.hpp>

#include <ganymede/core/error.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using namespace ganymede::detail::grammar;

TEST_CASE("schema values: members keep their order, numbers their digits") {
  const SchemaValue v =
      read_schema_value(R"({"z": [1.10, -3, 12345678901234567890123, 1e-7], "a": {"x": null, "b": [true, "\u00e4"]}})", "test");
  REQUIRE(v.members.size() == 2);
  CHECK(v.members[0].first == "z");
  CHECK(v.members[0].second.items[0].text == "1.10");
  CHECK(v.members[0].second.items[1].text == "-3");
  CHECK(v.members[0].second.items[2].text == "12345678901234567890123");
  CHECK(v.members[0].second.items[3].text == "1e-7");
  CHECK(v.find("a")->find("b")->items[1].text == "\xC3\xA4");
  CHECK(v.find("b") == nullptr);
}

TEST_CASE("schema values: equal as JSON is") {
  const auto same = [](const char* a, const char* b) { return equal(read_schema_value(a, "a"), read_schema_value(b, "b")); };
  CHECK(same(R"({"a": 1.0, "b": [2e1]})", R"({"b": [20], "a": 1})"));
  CHECK_FALSE(same(R"([1, 2])", R"([2, 1])"));
  CHECK_FALSE(same(R"({"a": 1})", R"({"a": 1, "b": 2})"));
  CHECK_FALSE(same("1", "\"1\""));
  CHECK_FALSE(same("0", "false"));
}

TEST_CASE("schema values: what is wrong") {
  CHECK(contains(error_of<FormatError>([] { read_schema_value("{\"a\": 1, \"a\": 2}", "test"); }).problem, "twice"));
  CHECK_FALSE(error_of<FormatError>([] { read_schema_value("{", "test"); }).problem.empty());
  CHECK(contains(error_of<InputError>([] { read_schema_value(std::string(100000, '['), "test"); }).problem, "deeply"));
  CHECK(contains(error_of<InputError>([] { read_schema_value(std::string(10 << 20, ' '), "test"); }).problem, "too long"));
}
