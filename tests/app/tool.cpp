#include <doctest/doctest.h>
#include <ganymede/app/tool.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/ordered_json_text.hpp>

using namespace ganymede;

TEST_CASE("a function is told of as the OpenAI API and transformers do") {
  const Tool tool{.name = "f", .description = "Does.", .parameters = R"({"type": "object", "properties": {"b": {}, "a": {}}})"};
  const char* const text =
      R"({"type":"function","function":{"name":"f","description":"Does.","parameters":{"type":"object","properties":{"b":{},"a":{}}}}})";
  CHECK(dump(tool_definition(tool)) == text);
  const Tool back = tool_of(parse_ordered_json(text, "tool"));
  CHECK(back.name == "f");
  CHECK(back.description == "Does.");
  CHECK(back.parameters == R"({"type":"object","properties":{"b":{},"a":{}}})");
  CHECK(tool_of(parse_ordered_json(R"({"name": "g"})", "tool")).name == "g");
}

TEST_CASE("what cannot be the definition of a function is an InputError") {
  for (const char* name : {"", "a b", "a.b", "\xC3\xA4"}) CHECK_THROWS_AS(tool_definition({.name = name}), InputError);
  CHECK_THROWS_AS(tool_definition({.name = std::string(65, 'a')}), InputError);
  for (const char* schema : {"", "3", "[]", "{"}) CHECK_THROWS_AS(tool_definition({.name = "f", .parameters = schema}), InputError);
  for (const char* text : {"{}", "[]", "3", R"({"name": 1})", R"({"function": {}})"})
    CHECK_THROWS_AS(tool_of(parse_ordered_json(text, "tool")), InputError);
}

TEST_CASE("calculator and clock") {
  CHECK(calculator_tool().call(Json{{"expression", "3 * 14"}}) == Json("42"));
  CHECK_THROWS_AS(calculator_tool().call(Json{{"expression", "x"}}), InputError);
  const Json now = date_time_tool([] { return 1721998800LL; }).call(Json::object());  // 2024-07-26 in every time zone but the last ones
  CHECK(now["date"].get<std::string>().starts_with("2024-07-2"));
  CHECK(now["time"].get<std::string>().size() == 8);
  CHECK((now["weekday"] == "Friday" || now["weekday"] == "Saturday"));
  CHECK(date_time_tool().call(Json::object())["date"].get<std::string>().size() == 10);
}
