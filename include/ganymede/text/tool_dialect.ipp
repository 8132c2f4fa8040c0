#pragma once
// The bodies of tool_dialect.hpp.

#include <ganymede/text/tool_dialect.hpp>

#include <array>

namespace ganymede::inline v0 {
namespace detail {

// DeepSeek's marks, with U+FF5C for | and U+2581 for _.
#define GANYMEDE_DEEPSEEK_MARK(a, b, c) "<\xEF\xBD\x9C" a "\xE2\x96\x81" b "\xE2\x96\x81" c "\xEF\xBD\x9C>"

inline constexpr std::string_view json_name = "{\"name\": \"";

/// In the order in which they are looked for: a template that shows several signs writes the first.
inline constexpr std::array<ToolDialect, 16> all_tool_dialects{{
    {"harmony", "to=functions.", "", ""},  // gpt-oss: its channels, AnswerParser
    {"deepseek", GANYMEDE_DEEPSEEK_MARK("tool", "calls", "begin"), GANYMEDE_DEEPSEEK_MARK("tool", "calls", "begin"),
     GANYMEDE_DEEPSEEK_MARK("tool", "calls", "end")},
    {"qwen3_coder", "<function=", "<tool_call>", "</tool_call>"},
    {"glm45", "<arg_key>", "<tool_call>", "</tool_call>"},
    {"lfm2", "<|tool_call_start|>", "<|tool_call_start|>", "<|tool_call_end|>"},
    {"phi4", "<|/tool_call|>", "<|tool_call|>", "<|/tool_call|>", BareCalls::none, "<|tool_call|>[{\"name\": \"",
     "\", \"arguments\": ", "}]<|/tool_call|>"},
    {"granite", "<|tool_call|>", "<|tool_call|>", ""},
    {"command_r7b", "<|START_ACTION|>", "<|START_ACTION|>", "<|END_ACTION|>"},
    {"mistral_args", "[ARGS]", "[TOOL_CALLS]", "", BareCalls::none, "[TOOL_CALLS]", "[ARGS]", ""},
    {"mistral", "[TOOL_CALLS]", "[TOOL_CALLS]", "", BareCalls::none, "[TOOL_CALLS] [{\"name\": \"", "\", \"arguments\": ", "}]"},
    {"olmo3", "<function_calls>", "<function_calls>", "</function_calls>"},
    {"hermes", "<tool_call>", "<tool_call>", "</tool_call>", BareCalls::json, "<tool_call>\n{\"name\": \"",
     "\", \"arguments\": ", "}\n</tool_call>"},
    {"llama3", "<|python_tag|>", "<|python_tag|>", "", BareCalls::json, json_name, "\", \"parameters\": ", "}"},
    {"llama3", "\"parameters\": {\"", "<|python_tag|>", "", BareCalls::json, json_name, "\", \"parameters\": ", "}"},
    {"command_r", "Action:", "```json", "```"},
    {"glm4", "<|observation|>", "", "", BareCalls::name_line},
}};
#undef GANYMEDE_DEEPSEEK_MARK

inline constexpr ToolDialect phi4_mini{"phi4",
                                       "<|tool|>",
                                       "<|tool_call|>",
                                       "<|/tool_call|>",
                                       BareCalls::any,
                                       "<|tool_call|>[{\"name\": \"",
                                       "\", \"arguments\": ",
                                       "}]<|/tool_call|>"};
inline constexpr ToolDialect plain_dialect{"plain", "", "```tool_code", "```", BareCalls::any, json_name, "\", \"parameters\": ", "}"};

}  // namespace detail

GANYMEDE_ONCE std::span<const ToolDialect> tool_dialects() noexcept { return detail::all_tool_dialects; }
GANYMEDE_ONCE const ToolDialect& plain_tool_dialect() noexcept { return detail::plain_dialect; }

GANYMEDE_ONCE const ToolDialect& tool_dialect(std::string_view call, std::string_view source) noexcept {
  for (const std::string_view text : {call, source}) {
    for (const ToolDialect& dialect : detail::all_tool_dialects)
      if (text.find(dialect.sign) != std::string_view::npos) return dialect;
    if (text.find(detail::phi4_mini.sign) != std::string_view::npos) return detail::phi4_mini;  // shows its functions, and no calls
  }
  return detail::plain_dialect;
}

}  // namespace ganymede::inline v0
