#include <doctest/doctest.h>
#include <ganymede/text/tool_calls.hpp>

#include <ganymede/io/json_value.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <string>

using namespace ganymede;

namespace {

/// "name {arguments}; ..." of the calls in a text, arguments as Json prints them; "! problem" where there is one.
std::string calls_in(std::string_view text) {
  std::string all;
  for (const ToolCall& call : parse_tool_calls(text)) {
    if (!all.empty()) all += "; ";
    all += call.id.empty() ? "" : call.id + ":";
    all += call.ok() ? call.name + " " + to_json(call.arguments).dump() : "!";
    if (call.text_values) all += " as text";
  }
  return all;
}

}  // namespace

TEST_CASE("calls as objects of JSON, under the names that families give to their members") {
  CHECK(calls_in(R"({"name": "f", "arguments": {"a": 1}})") == R"(f {"a":1})");
  CHECK(calls_in("\n{\"name\": \"f\", \"parameters\": {\"a\": \"x\"}}\n") == R"(f {"a":"x"})");
  CHECK(calls_in(R"([{"name": "f", "arguments": {}}, {"name": "g", "arguments": {"b": [1, 2]}, "id": "abcdefghi"}])") ==
        R"(f {}; abcdefghi:g {"b":[1,2]})");
  CHECK(calls_in(R"([{"tool_name": "f", "parameters": {"q": "x"}}])") == R"(f {"q":"x"})");
  CHECK(calls_in(R"({"tool_call_id": "0", "tool_name": "f", "parameters": {}})") == R"(0:f {})");
  CHECK(calls_in(R"({"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}})") == R"(call_1:f {"a":1})");
  CHECK(calls_in(R"({"type": "function", "name": "f", "parameters": {}})") == "f {}");
  CHECK(calls_in(R"({"name": "f"})") == "f {}");
  CHECK(calls_in(R"({"name": "f", "arguments": null})") == "f {}");
  CHECK(calls_in(R"({"name": "f", "arguments": ""})") == "f {}");
  CHECK(calls_in(R"({"name": "f", "parameters": {"a": 1}}; {"name": "g", "parameters": {}})") == R"(f {"a":1}; g {})");
  CHECK(calls_in("{\"name\": \"f\", \"arguments\": {}}\n{\"name\": \"g\", \"arguments\": {}}") == "f {}; g {}");
}

TEST_CASE("the order of arguments is the model's") {
  const std::vector<ToolCall> calls = parse_tool_calls(R"({"name": "f", "arguments": {"b": 1, "a": 2}})");
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].arguments.object()->front().name == "b");
}

TEST_CASE("what small models leave out of JSON is mended") {
  CHECK(calls_in(R"({"name": "f", "arguments": {"a": 1})") == R"(f {"a":1})");
  CHECK(calls_in(R"([{"name": "f", "arguments": {"a": "}"})") == R"(f {"a":"}"})");
  CHECK(calls_in(R"({"name": "f", "arguments": {"a": 1}}})") == R"(f {"a":1})");
  CHECK(calls_in("{\"name\": \"f\", \"arguments\": {\"a\": \"one\ntwo\"}}") == R"(f {"a":"one\ntwo"})");
  CHECK(calls_in(R"({"name": "f", "arguments": {"a": "cut)") == "!");
}

TEST_CASE("a name and an object: Mistral, GLM-4, DeepSeek") {
  CHECK(calls_in(R"(f[ARGS]{"a": 1})") == R"(f {"a":1})");
  CHECK(calls_in(R"(f{"a": 1})") == R"(f {"a":1})");
  CHECK(calls_in(R"(f[CALL_ID]abcdefghi[ARGS]{"a": 1})") == R"(abcdefghi:f {"a":1})");
  CHECK(calls_in("f[ARGS]{\"a\": 1}\ng[ARGS]{}") == R"(f {"a":1}; g {})");
  CHECK(calls_in("f\n{\"a\": 1}") == R"(f {"a":1})");
  CHECK(calls_in("<｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": 1}\n```<｜tool▁call▁end｜>\n"
                 "<｜tool▁call▁begin｜>function<｜tool▁sep｜>g\n```json\n{}\n```<｜tool▁call▁end｜>") == R"(f {"a":1}; g {})");
  CHECK(calls_in("<｜tool▁call▁begin｜>f<｜tool▁sep｜>{\"a\": 1}<｜tool▁call▁end｜>") == R"(f {"a":1})");
}

TEST_CASE("tags: Qwen3-Coder and GLM-4.5, whose values are texts") {
  CHECK(calls_in("\n<function=f>\n<parameter=city>\nRome\n</parameter>\n<parameter=days>\n2\n</parameter>\n</function>\n") ==
        R"(f {"city":"Rome","days":"2"} as text)");
  CHECK(calls_in("<function=f>\n<parameter=code>\nif a:\n    b()\n\n</parameter>\n</function>") ==
        R"(f {"code":"if a:\n    b()\n"} as text)");
  CHECK(calls_in("<function=f></function><function=g></function>") == "f {} as text; g {} as text");
  CHECK(calls_in("f\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>\n<arg_key>days</arg_key>\n<arg_value>2</arg_value>\n") ==
        R"(f {"city":"Rome","days":"2"} as text)");
}

TEST_CASE("calls of Python: LFM2, OLMo 3, Gemma") {
  CHECK(calls_in(R"([f(city="Rome", days=2), g()])") == R"(f {"city":"Rome","days":2}; g {})");
  CHECK(calls_in("f(a=[1, -2.5], b={'k': None}, c=True, d='it\\'s')\ng()") ==
        R"(f {"a":[1,-2.5],"b":{"k":null},"c":true,"d":"it's"}; g {})");
  CHECK(calls_in("print(f(a=1))") == R"(f {"a":1})");
  CHECK(calls_in("f(1)") == "!");
  CHECK(calls_in("f(a=b)") == "!");
  CHECK(calls_in("f(a=1, a=2)") == "!");
}

TEST_CASE("what is no call has a problem, and nothing throws") {
  for (const char* text : {"hello",
                           "{",
                           "[",
                           "{}",
                           "[1]",
                           "{\"name\": 1}",
                           "{\"name\": \"f\", \"arguments\": 3}",
                           "<function=",
                           "f(",
                           "f(a=",
                           "\\",
                           "f(a='x",
                           "<arg_key>",
                           "f<arg_key>a",
                           "]}",
                           "{\"name\": \"f\", \"name\": \"g\"}",
                           ")",
                           "f[ARGS]",
                           "\"",
                           "f(a={1: 2})"}) {
    const std::vector<ToolCall> calls = parse_tool_calls(text);
    for (const ToolCall& call : calls) CHECK_MESSAGE((!call.ok() || !call.name.empty() || call.text_values), text);
  }
  CHECK(parse_tool_calls("").empty());
  CHECK(parse_tool_calls(std::string(100000, '[')).size() == 1);
  CHECK(parse_tool_calls("f(a=" + std::string(100000, '[')).size() == 1);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "{\"name\": \"f\"}\n";
  CHECK(parse_tool_calls(many).size() == most_tool_calls);
}
