#pragma once
// The functions that a conversation offers, and what becomes of a call.

#include <ganymede/app/tool.hpp>
#include <ganymede/io/json_value.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/tool_call.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

inline constexpr std::size_t most_tools = 1024;

class Toolbox {
 public:
  /// InputError: as tool_definition(), or the name is there already.
  void add(Tool tool);
  bool empty() const noexcept { return tools_.empty(); }
  std::size_t size() const noexcept { return tools_.size(); }

  /// An array for a chat template's variable `tools`; null where there are none.
  OrderedJson definitions() const;
  std::vector<std::string> names() const;
  const Tool* find(std::string_view name) const noexcept;
  /// Whether every function can be called from here; what has none is the caller's to answer.
  bool answers(const std::vector<ToolCall>& calls) const noexcept;

  /// Calls the function, and returns what the model is told: text as it is, other values as JSON, {"error": "..."} for an unknown function,
  /// arguments that its schema does not allow, and what it throws. Values that were written as text are given their types in `call`.
  std::string answer(ToolCall& call) const;
  /// What is wrong with a call; empty where it is right.
  std::string problem(ToolCall& call) const;

 private:
  struct Held {
    Tool tool;
    OrderedJson definition;
    Json schema;
  };
  const Held* held(std::string_view name) const noexcept;

  std::vector<Held> tools_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/toolbox.ipp>
#endif
