#pragma once
// The bodies of toolbox.hpp.

#include <ganymede/app/toolbox.hpp>

#include <ganymede/app/tool_arguments.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Toolbox::add(Tool tool) {
  OrderedJson definition = tool_definition(tool);
  if (held(tool.name) != nullptr)
    throw InputError{{.problem = "a function of this name is there already", .key = "tools", .found = tool.name}};
  if (tools_.size() == most_tools)
    throw InputError{{.problem = "too many functions", .key = "tools", .expected = "at most " + std::to_string(most_tools)}};
  Json schema = to_json(*definition.find("function")->find("parameters"));
  tools_.push_back({std::move(tool), std::move(definition), std::move(schema)});
}

GANYMEDE_ONCE OrderedJson Toolbox::definitions() const {
  if (tools_.empty()) return {};
  OrderedJson::Array all;
  for (const Held& one : tools_) all.push_back(one.definition);
  return all;
}

GANYMEDE_ONCE std::vector<std::string> Toolbox::names() const {
  std::vector<std::string> names;
  for (const Held& one : tools_) names.push_back(one.tool.name);
  return names;
}

GANYMEDE_ONCE const Toolbox::Held* Toolbox::held(std::string_view name) const noexcept {
  const auto at = std::find_if(tools_.begin(), tools_.end(), [&](const Held& one) { return one.tool.name == name; });
  return at == tools_.end() ? nullptr : &*at;
}

GANYMEDE_ONCE const Tool* Toolbox::find(std::string_view name) const noexcept {
  const Held* const one = held(name);
  return one == nullptr ? nullptr : &one->tool;
}

GANYMEDE_ONCE bool Toolbox::answers(const std::vector<ToolCall>& calls) const noexcept {
  return std::all_of(calls.begin(), calls.end(), [&](const ToolCall& call) {
    const Tool* const tool = find(call.name);
    return tool == nullptr || tool->call;  // an unknown one is answered by an error
  });
}

GANYMEDE_ONCE std::string Toolbox::problem(ToolCall& call) const {
  if (!call.ok()) return call.problem;
  const Held* const one = held(call.name);
  if (one == nullptr) {
    std::string known;
    for (const std::string& name : names()) known += (known.empty() ? "" : ", ") + name;
    return "there is no function \"" + call.name + "\", but: " + known;
  }
  if (call.text_values) give_types(call.arguments, one->schema);
  return problem_with_arguments(to_json(call.arguments), one->schema);
}

GANYMEDE_ONCE std::string Toolbox::answer(ToolCall& call) const {
  const auto error = [](const std::string& words) { return Json{{"error", words}}.dump(); };
  if (const std::string wrong = problem(call); !wrong.empty()) return error(wrong);
  const Tool& tool = held(call.name)->tool;
  if (!tool.call) return error("nothing here can call " + tool.name);
  try {
    const Json result = tool.call(to_json(call.arguments));
    return result.is_string() ? result.get<std::string>() : result.dump();
  } catch (const std::exception& e) {
    return error(e.what());
  }
}

}  // namespace ganymede::inline v0
