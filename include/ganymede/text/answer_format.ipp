#pragma once
// The bodies of answer_format.hpp.

#include <ganymede/text/answer_format.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 4> reasoning_marks{{
    {"<think>", "</think>"},                     // Qwen3, DeepSeek R1, SmolLM3, GLM-4.5 and others
    {"[THINK]", "[/THINK]"},                     // Magistral
    {"<|START_THINKING|>", "<|END_THINKING|>"},  // Command R7B and A
    {"<seed:think>", "</seed:think>"},           // Seed-OSS
}};

/// Of calls, and of what is inside of them.
inline constexpr std::array<std::string_view, 15> inner_call_marks{"<tool_call>",
                                                                   "</tool_call>",
                                                                   "[TOOL_CALLS]",
                                                                   "[ARGS]",
                                                                   "[CALL_ID]",
                                                                   "<arg_key>",
                                                                   "</arg_key>",
                                                                   "<arg_value>",
                                                                   "</arg_value>",
                                                                   "<\xEF\xBD\x9Ctool\xE2\x96\x81"
                                                                   "call\xE2\x96\x81"
                                                                   "begin\xEF\xBD\x9C>",
                                                                   "<\xEF\xBD\x9Ctool\xE2\x96\x81"
                                                                   "call\xE2\x96\x81"
                                                                   "end\xEF\xBD\x9C>",
                                                                   "<\xEF\xBD\x9Ctool\xE2\x96\x81sep\xEF\xBD\x9C>",
                                                                   "<|tool_call|>",
                                                                   "<|/tool_call|>",
                                                                   "<|python_tag|>"};

}  // namespace detail

GANYMEDE_ONCE std::vector<std::string_view> AnswerFormat::marks() const {
  std::vector<std::string_view> marks;
  for (const std::string_view mark : {reasoning_open, reasoning_close})
    if (!mark.empty()) marks.push_back(mark);
  if (channels)
    for (const std::string_view mark : {"<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|call|>", "<|return|>", "<|constrain|>"})
      marks.push_back(mark);
  if (dialect == nullptr) return marks;
  for (const std::string_view mark : {dialect->opening, dialect->closing})
    if (!mark.empty()) marks.push_back(mark);
  marks.insert(marks.end(), detail::inner_call_marks.begin(), detail::inner_call_marks.end());
  return marks;
}

GANYMEDE_ONCE AnswerFormat answer_format(std::string_view source, std::string_view prompt, const ToolDialect* dialect) {
  AnswerFormat format{.dialect = dialect};
  if (source.find("<|channel|>") != std::string_view::npos && source.find("<|message|>") != std::string_view::npos) {
    format.channels = true;
    return format;
  }
  for (const auto& [open, close] : detail::reasoning_marks)
    if (source.find(close) != std::string_view::npos || prompt.find(open) != std::string_view::npos) {
      format.reasoning_open = open;
      format.reasoning_close = close;
      while (!prompt.empty() && (prompt.back() == '\n' || prompt.back() == ' ')) prompt.remove_suffix(1);
      format.reasoning_begun = prompt.ends_with(open);
      break;
    }
  return format;
}

}  // namespace ganymede::inline v0
