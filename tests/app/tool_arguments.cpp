#include <doctest/doctest.h>
#include <ganymede/app/tool_arguments.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <string>

using namespace ganymede;

namespace {

std::string problem(const char* arguments, const char* schema) {
  return problem_with_arguments(Json::parse(arguments), Json::parse(schema));
}

constexpr const char* weather_schema = R"({"type": "object", "properties": {
    "city": {"type": "string", "minLength": 1, "maxLength": 4}, "days": {"type": "integer", "minimum": 1, "maximum": 7},
    "unit": {"enum": ["C", "F"]}, "hours": {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": 2},
    "place": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"], "additionalProperties": false},
    "any": {"anyOf": [{"type": "null"}, {"type": "string"}]}, "more": {"type": ["string", "null"]}, "half": {"exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "one": {"const": 1}}, "required": ["city"]})";

}  // namespace

TEST_CASE("arguments that are right") {
  for (const char* arguments :
       {R"({"city": "Rome"})", R"({"city": "Rome", "days": 7})", R"({"city": "R", "days": 2.0})", R"({"city": "R", "unit": "F"})",
        R"({"city": "R", "hours": [1, 2.5]})", R"({"city": "R", "place": {"x": 1}})", R"({"city": "\u6771\u4eac\u90fd\u5e02"})",
        R"({"city": "R", "any": null, "more": null, "half": 0.5, "one": 1})"})
    CHECK_MESSAGE(problem(arguments, weather_schema) == "", arguments);
}

TEST_CASE("what is wrong is told in words") {
  CHECK(problem("{}", weather_schema) == "arguments: \"city\" is missing");
  CHECK(problem(R"({"city": 5})", weather_schema) == "arguments.city: expected string, found 5");
  CHECK(problem(R"({"city": ""})", weather_schema) == "arguments.city: expected a length of at least 1, found \"\"");
  CHECK(problem(R"({"city": "Paris"})", weather_schema) == "arguments.city: expected a length of at most 4, found \"Paris\"");
  CHECK(problem(R"({"city": "R", "days": "2"})", weather_schema) == "arguments.days: expected integer, found \"2\"");
  CHECK(problem(R"({"city": "R", "days": 2.5})", weather_schema) == "arguments.days: expected integer, found 2.5");
  CHECK(problem(R"({"city": "R", "days": 0})", weather_schema) == "arguments.days: expected at least 1, found 0");
  CHECK(problem(R"({"city": "R", "days": 8})", weather_schema) == "arguments.days: expected at most 7, found 8");
  CHECK(problem(R"({"city": "R", "unit": "K"})", weather_schema) == R"(arguments.unit: expected one of ["C","F"], found "K")");
  CHECK(problem(R"({"city": "R", "hours": []})", weather_schema) == "arguments.hours: expected elements, at least 1, found []");
  CHECK(problem(R"({"city": "R", "hours": [1, "x"]})", weather_schema) == "arguments.hours[1]: expected number, found \"x\"");
  CHECK(problem(R"({"city": "R", "hours": [1, 2, 3]})", weather_schema) == "arguments.hours: expected elements, at most 2, found [1,2,3]");
  CHECK(problem(R"({"city": "R", "place": {"x": 1, "y": 2}})", weather_schema) == "arguments.place.y: there is no such argument");
  CHECK(problem(R"({"city": "R", "any": 1})", weather_schema) == "arguments.any: expected null, found 1");
  CHECK(problem(R"({"city": "R", "more": 1})", weather_schema) == R"(arguments.more: expected one of ["string","null"], found 1)");
  CHECK(problem(R"({"city": "R", "half": 1})", weather_schema) == "arguments.half: expected less than 1, found 1");
  CHECK(problem(R"({"city": "R", "half": 0})", weather_schema) == "arguments.half: expected more than 0, found 0");
  CHECK(problem(R"({"city": "R", "one": 2})", weather_schema) == "arguments.one: expected 1, found 2");
  CHECK(problem(R"({"city": "R", "town": 2})", weather_schema) == "arguments.town: there is no such argument");
  CHECK(problem("[]", weather_schema) == "arguments: expected object, found []");
  CHECK(problem(R"({"a": 1})", R"({"type": "object", "additionalProperties": true})") == "");
  CHECK(problem(R"({"a": 1})", R"({"type": "object", "additionalProperties": {"type": "string"}})") ==
        "arguments.a: expected string, found 1");
  CHECK(problem(R"({"a": 1})", R"({"properties": {"a": false}})") == "arguments.a: nothing is allowed here");
}

TEST_CASE("a schema of any shape is looked at without harm") {
  std::string deep = "{}";
  for (int i = 0; i < 100; ++i) deep = R"({"properties": {"a": )" + deep + "}}";
  CHECK(problem(R"({"a": {"a": 1}})", deep.c_str()) == "");
  for (const char* schema : {"[]", "3", R"({"type": 3})", R"({"enum": 3})", R"({"properties": []})", R"({"required": "a"})",
                             R"({"required": [1]})", R"({"items": 1})", R"({"minimum": "a"})", R"({"anyOf": []})", R"({"anyOf": 1})"})
    CHECK_NOTHROW(problem("{}", schema));
}

TEST_CASE("texts are given the types that a schema names") {
  OrderedJson arguments =
      parse_ordered_json(R"({"city": "12", "days": "2", "unit": "C", "hours": "[1]", "more": "7", "place": "{"})", "arguments");
  give_types(arguments, Json::parse(weather_schema));
  CHECK(dump(arguments) == R"({"city":"12","days":2,"unit":"C","hours":[1],"more":"7","place":"{"})");
  OrderedJson truth = parse_ordered_json(R"({"a": "True", "b": "false"})", "arguments");
  give_types(truth, Json::parse(R"({"properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}}})"));
  CHECK(dump(truth) == R"({"a":true,"b":false})");
}
