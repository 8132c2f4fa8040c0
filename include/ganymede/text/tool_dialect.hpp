#pragma once
// How a chat template has calls of functions written: between which marks.

#include <ganymede/split.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// Calls without a mark that stand at the beginning of an answer and are all of it.
enum class BareCalls : std::uint8_t {
  none,
  json,      ///< {"name": ..., "parameters": ...} (Llama 3)
  any,       ///< the same, or calls of Python in a list (Gemma)
  name_line  ///< a function's name on a line of its own, then an object (GLM-4)
};

/// One family's way. `opening` and `closing` stand around calls; no closing: they end with the answer.
struct ToolDialect {
  std::string_view name;
  std::string_view sign;  ///< what shows in a call that the template wrote, or in the template
  std::string_view opening{}, closing{};
  BareCalls bare = BareCalls::none;
  /// What stands before and behind the name of a call, and behind its arguments, as the model was trained to write a single one:
  /// before NAME between {"key": value} after. Empty `between`: calls are not written in this form.
  std::string_view before{}, between{}, after{};
};

/// All that are known.
GANYMEDE_ONCE std::span<const ToolDialect> tool_dialects() noexcept;

/// The one that a template writes: `call` is what it made of a message that calls a function, `source` its text, which counts where it
/// made nothing of it. Where neither shows one, plain(), which is asked for in words.
GANYMEDE_ONCE const ToolDialect& tool_dialect(std::string_view call, std::string_view source) noexcept;

/// Objects in a fenced block or bare, for models that were trained for none: what Google asks Gemma to write.
GANYMEDE_ONCE const ToolDialect& plain_tool_dialect() noexcept;

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/tool_dialect.ipp>
#endif
