#pragma once
// Calls written as Python: [weather(city="Rome", days=2), now()].

#include <ganymede/split.hpp>
#include <ganymede/text/tool_call.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Reads calls with arguments by keyword, whose values are literals (None, True, lists, dicts and strings among them), nested up to 32
/// deep.
class PythonCalls {
 public:
  explicit PythonCalls(std::string_view text) : text_(text) {}

  /// All calls, in a list or one after the other. One with a problem ends them.
  std::vector<ToolCall> read();

 private:
  static constexpr int most_depth = 32;

  void skip_space();
  bool take(char c);
  std::string_view word();
  ToolCall call(int depth);
  OrderedJson literal(int depth);
  OrderedJson number();
  std::string string();
  [[noreturn]] void wrong(const char* expected) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/python_calls.ipp>
#endif
