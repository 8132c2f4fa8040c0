#pragma once
// The bodies of tool.hpp.

#include <ganymede/app/tool.hpp>

#include <ganymede/app/calculator.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json_value.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE OrderedJson tool_definition(const Tool& tool) {
  const auto allowed = [](unsigned char c) { return c < 128 && (std::isalnum(c) != 0 || c == '_' || c == '-'); };
  if (tool.name.empty() || tool.name.size() > 64 || !std::all_of(tool.name.begin(), tool.name.end(), allowed))
    throw InputError{{.problem = "a function cannot have this name",
                      .key = "tools.name",
                      .expected = "1 to 64 letters, digits, _ and -",
                      .found = tool.name}};
  OrderedJson function, definition;
  function.set("name", tool.name);
  function.set("description", tool.description);
  try {
    function.set("parameters", parse_ordered_json(tool.parameters, tool.name));
  } catch (const FormatError& error) {
    throw InputError{{.problem = error.details().problem, .key = tool.name + ".parameters", .expected = "a JSON Schema"}};
  }
  if (function.find("parameters")->object() == nullptr)
    throw InputError{
        {.problem = "not a schema of arguments", .key = tool.name + ".parameters", .expected = "an object", .found = tool.parameters}};
  definition.set("type", "function");
  definition.set("function", std::move(function));
  return definition;
}

GANYMEDE_ONCE Tool tool_of(const OrderedJson& definition) {
  const OrderedJson* const nested = definition.find("function");
  const OrderedJson& function = nested != nullptr && nested->object() != nullptr ? *nested : definition;
  const OrderedJson* const name = function.find("name");
  if (name == nullptr || name->string() == nullptr)
    throw InputError{
        {.problem = "not the definition of a function", .key = "tools", .expected = "an object with a name", .found = dump(definition)}};
  Tool tool{.name = *name->string()};
  if (const OrderedJson* const words = function.find("description"); words != nullptr && words->string() != nullptr)
    tool.description = *words->string();
  for (const char* key : {"parameters", "input_schema", "inputSchema"})
    if (const OrderedJson* const parameters = function.find(key); parameters != nullptr && !parameters->is_null()) {
      tool.parameters = dump(*parameters);
      break;
    }
  return tool;
}

GANYMEDE_ONCE Tool calculator_tool() {
  return {
      .name = "calculator",
      .description = "Evaluates an arithmetic expression and returns the exact result. Use it for every calculation.",
      .parameters =
          R"json({"type": "object", "properties": {"expression": {"type": "string", "description": "The expression, for example: 12.5 * (3 + 4) or sqrt(2)"}}, "required": ["expression"]})json",
      .call = [](const Json& arguments) -> Json {
        return number_text(calculate(arguments.at("expression").get_ref<const std::string&>()));
      }};
}

GANYMEDE_ONCE Tool date_time_tool(std::function<long long()> now) {
  return {.name = "current_date_time",
          .description = "Returns today's date, the time of day and the day of the week.",
          .parameters = R"({"type": "object", "properties": {}})",
          .call = [now = std::move(now)](const Json&) -> Json {
            const std::time_t seconds = now ? static_cast<std::time_t>(now()) : std::time(nullptr);
            std::tm local{};
            if (::localtime_r(&seconds, &local) == nullptr) throw InputError{{.problem = "the clock shows no date"}};
            const auto text = [&](const char* form) {
              char words[64];
              return std::string(words, std::strftime(words, sizeof words, form, &local));
            };
            return {{"date", text("%Y-%m-%d")}, {"time", text("%H:%M:%S")}, {"weekday", text("%A")}};
          }};
}

}  // namespace ganymede::inline v0
