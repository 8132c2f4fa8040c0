#pragma once
// A call of a function, as a model wrote it.

#include <ganymede/io/ordered_json.hpp>
#include <ganymede/version.hpp>

#include <cstddef>
#include <string>

namespace ganymede::inline v0 {

/// Of one answer; what stands behind is passed over.
inline constexpr std::size_t most_tool_calls = 128;

struct ToolCall {
  std::string id{};  ///< what its result refers to; empty where the model gave none
  std::string name{};
  OrderedJson arguments{OrderedJson::Object{}};  ///< an object, in the model's order
  bool text_values = false;                      ///< the dialect does not tell types: values are strings that the schema gives a type
  std::string problem{};                         ///< why this is no call; empty where it is one

  bool ok() const noexcept { return problem.empty(); }
};

}  // namespace ganymede::inline v0
