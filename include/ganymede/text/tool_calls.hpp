#pragma once
// Calls of functions read back from what models write. Every family was trained to write them its own way: objects of JSON (Hermes, Qwen,
// Llama 3, Mistral, Command R, Phi-4), a name and an object (new Mistral, GLM-4, DeepSeek), tags (Qwen3-Coder, GLM-4.5), calls of Python
// (LFM2, OLMo 3, Gemma). Which one a text is shows by how it begins.

#include <ganymede/split.hpp>
#include <ganymede/text/tool_call.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// The calls in `text`, what stands between the marks that begin and end them (ToolDialect). What is none is a call with a `problem`; JSON
/// whose last brackets are missing, or with line ends inside of strings, is mended. Never throws for what a model may write.
GANYMEDE_ONCE std::vector<ToolCall> parse_tool_calls(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/tool_calls.ipp>
#endif
