#pragma once
// A function that a model may call.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/ordered_json.hpp>
#include <ganymede/split.hpp>

#include <functional>
#include <string>

namespace ganymede::inline v0 {

/// A function, told to the model by its name, what it does and the JSON Schema of its arguments:
///   {.name = "weather", .description = "The weather of a city.",
///    .parameters = R"({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})",
///    .call = [](const Json& arguments) -> Json { return {{"sky", "clear over " + arguments["city"].get<std::string>()}}; }}
struct Tool {
  std::string name{};                                                  ///< 1 to 64 letters of ASCII, digits, _ and -
  std::string description{};                                           ///< in words, for the model
  std::string parameters = R"({"type": "object", "properties": {}})";  ///< a JSON Schema of an object; the model sees it in this order
  /// Given arguments that the schema allows; what it returns, or the message of what it throws, goes back to the model. Left out: the
  /// caller of the chat answers calls.
  std::function<Json(const Json& arguments)> call{};
};

/// As the OpenAI API and transformers write it: {"type": "function", "function": {"name", "description", "parameters"}}. InputError: the
/// name, or parameters that are no object of JSON.
GANYMEDE_ONCE OrderedJson tool_definition(const Tool& tool);
/// The other way: a definition of that form, or the inner object alone, as a Tool without a function. InputError.
GANYMEDE_ONCE Tool tool_of(const OrderedJson& definition);

/// Arithmetic: "calculator", one argument, "expression" (calculate()).
GANYMEDE_ONCE Tool calculator_tool();

/// The clock: "current_date_time", no arguments; date, time and weekday of where the process is. `now`: another clock, in seconds since
/// 1970.
GANYMEDE_ONCE Tool date_time_tool(std::function<long long()> now = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/tool.ipp>
#endif
