#include <doctest/doctest.h>
#include <ganymede/app/toolbox.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/ordered_json_text.hpp>
#include <ganymede/text/tool_calls.hpp>

#include <stdexcept>

using namespace ganymede;

namespace {

Toolbox two_tools() {
  Toolbox box;
  box.add({.name = "double",
           .description = "Doubles.",
           .parameters = R"({"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]})",
           .call = [](const Json& arguments) -> Json { return arguments["n"].get<double>() * 2; }});
  box.add({.name = "fails", .description = "", .call = [](const Json&) -> Json { throw std::runtime_error("no line"); }});
  return box;
}

std::string answer_to(const char* call) {
  std::vector<ToolCall> calls = parse_tool_calls(call);
  return calls.size() == 1 ? two_tools().answer(calls[0]) : "?";
}

}  // namespace

TEST_CASE("a call is answered, and what is wrong with it is an answer too") {
  CHECK(answer_to(R"({"name": "double", "arguments": {"n": 2}})") == "4.0");
  CHECK(answer_to("<function=double><parameter=n>\n2\n</parameter></function>") == "4.0");
  CHECK(answer_to(R"({"name": "double", "arguments": {}})") == R"({"error":"arguments: \"n\" is missing"})");
  CHECK(answer_to(R"({"name": "double", "arguments": {"n": "2"}})") == R"({"error":"arguments.n: expected number, found \"2\""})");
  CHECK(answer_to(R"({"name": "double", "arguments": {"n": 1, "m": 2}})") == R"({"error":"arguments.m: there is no such argument"})");
  CHECK(answer_to(R"({"name": "treble", "arguments": {"n": 1}})") == R"({"error":"there is no function \"treble\", but: double, fails"})");
  CHECK(answer_to(R"({"name": "fails"})") == R"({"error":"no line"})");
  CHECK(answer_to(R"({"name": "double", "arguments": 3})") == R"({"error":"the arguments are not an object"})");
}

TEST_CASE("functions are offered in the order in which they came") {
  CHECK(two_tools().names() == std::vector<std::string>{"double", "fails"});
  CHECK(two_tools().definitions().array()->size() == 2);
  CHECK(Toolbox().definitions().is_null());
  Toolbox box = two_tools();
  CHECK_THROWS_AS(box.add({.name = "double"}), InputError);
  box.add({.name = "elsewhere"});
  CHECK(box.answers(parse_tool_calls(R"([{"name": "double"}, {"name": "unknown"}])")));
  CHECK_FALSE(box.answers(parse_tool_calls(R"([{"name": "double"}, {"name": "elsewhere"}])")));
  ToolCall call{.name = "elsewhere"};
  CHECK(box.answer(call) == R"({"error":"nothing here can call elsewhere"})");
}
