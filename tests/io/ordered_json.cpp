#include <doctest/doctest.h>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/ordered_json.hpp>

namespace {

using ganymede::OrderedJson;
using ganymede::parse_ordered_json;

TEST_CASE("members of an ordered JSON object keep their order") {
  const OrderedJson json = parse_ordered_json(R"({"b": [1, -2, 0.5, null, true], "a": {"z": "x", "y": {}}})", "test");
  REQUIRE(json.object() != nullptr);
  CHECK(json.object()->at(0).name == "b");
  CHECK(json.object()->at(1).name == "a");
  CHECK(json.find("a")->object()->at(0).name == "z");
  CHECK(*json.find("a")->find("z")->string() == "x");
  CHECK(json.find("missing") == nullptr);
  const OrderedJson::Array& numbers = *json.find("b")->array();
  CHECK(std::get<std::uint64_t>(numbers.at(0).value) == 1);
  CHECK(std::get<std::int64_t>(numbers.at(1).value) == -2);
  CHECK(std::get<double>(numbers.at(2).value) == 0.5);
  CHECK(numbers.at(3).is_null());
  CHECK(std::get<bool>(numbers.at(4).value));
}

TEST_CASE("ordered JSON is read strictly") {
  for (const char* const wrong : {"", "{", "[1,]", R"({"a": 1, "a": 2})", "[1] 2", "\"\xff\""})
    CHECK_THROWS_AS(parse_ordered_json(wrong, "test"), ganymede::FormatError);
  CHECK_THROWS_AS(parse_ordered_json(std::string(300, '[') + std::string(300, ']'), "test"), ganymede::FormatError);
  CHECK_THROWS_AS(parse_ordered_json(std::string_view("1\0", 2), "test"), ganymede::FormatError);
}

TEST_CASE("members of an ordered JSON object are set in place, or added") {
  OrderedJson json;
  json.set("b", OrderedJson("1"));
  json.set("a", OrderedJson(true));
  json.set("b", OrderedJson("2"));
  CHECK(json.object()->size() == 2);
  CHECK(*json.object()->at(0).value.string() == "2");
  CHECK_THROWS_AS(OrderedJson("text").set("a", {}), ganymede::InputError);
}

TEST_CASE("a JSON value becomes an ordered one") {
  const OrderedJson json = ganymede::Json::parse(R"({"b": [-1, 2, 0.5, null, false, "x"], "a": 1})");
  CHECK(json.object()->at(0).name == "a");
  const OrderedJson::Array& values = *json.find("b")->array();
  CHECK(std::get<std::int64_t>(values.at(0).value) == -1);
  CHECK(std::get<double>(values.at(2).value) == 0.5);
  CHECK(values.at(3).is_null());
  CHECK(*values.at(5).string() == "x");
}

}  // namespace
