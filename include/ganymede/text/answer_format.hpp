#pragma once
// What a model's answer may hold besides its content, and how that is marked: reasoning, and calls of functions.

#include <ganymede/split.hpp>
#include <ganymede/text/tool_dialect.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct AnswerFormat {
  std::string_view reasoning_open{}, reasoning_close{};  ///< around what the model thinks; empty: it does not
  bool reasoning_begun = false;                          ///< the prompt opened it already (DeepSeek R1, Qwen3-Thinking)
  bool channels = false;                                 ///< messages with headers, as gpt-oss writes them (the Harmony format)
  const ToolDialect* dialect = nullptr;                  ///< none: calls are not looked for
  std::vector<std::string> tool_names{};                 ///< of the functions that were offered

  /// The spellings of special tokens that mark something, and so are text here; other special tokens are left out of an answer.
  std::vector<std::string_view> marks() const;
};

/// The format of the answer to `prompt`, which ends as the template `source` ended it. `dialect` as in AnswerFormat.
GANYMEDE_ONCE AnswerFormat answer_format(std::string_view source, std::string_view prompt, const ToolDialect* dialect = nullptr);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/answer_format.ipp>
#endif
