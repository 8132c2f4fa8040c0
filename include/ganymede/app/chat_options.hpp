#pragma once
// What a conversation is given, and what it tells while it answers.

#include <ganymede/decode/generation_options.hpp>
#include <ganymede/io/ordered_json.hpp>
#include <ganymede/state/sequence.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/tool_call.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// New tokens of an answer at the most, where neither the caller nor the model's generation_config.json says how many.
inline constexpr Index default_chat_tokens = 2048;

struct ChatOptions {
  std::optional<std::string> system{};  ///< the system prompt; none: the template may put its own, which an empty one replaces
  GenerationOptions generation{};       ///< of every answer; one answer at a time, and no beams
  Index context_length = 0;          ///< tokens that the conversation may have, as far as the model reaches; 0: as many as it was made for
  Index max_tool_rounds = 8;         ///< how often functions may be called before an answer is taken as it is
  OrderedJson template_variables{};  ///< an object of variables for the template ("enable_thinking"), or null
  /// A logits processor of one's own, before those of the settings.
  std::function<void(std::span<float> logits)> process_logits{};
  TemplateOptions template_options{};  ///< the template's clock and limits
  SequenceOptions sequence{};          ///< cache type and page pool; max_length is the conversation's to set
};

/// What a piece of an answer is.
enum class ChatKind : std::uint8_t {
  content,
  reasoning,    ///< what the model thinks, which is shown apart and kept as `reasoning_content`
  tool_call,    ///< a call as JSON, {"name", "arguments"}, complete
  tool_result,  ///< what the function gave, complete
};

struct ChatPiece {
  ChatKind kind = ChatKind::content;
  std::string text{};
};

/// What an answer took.
struct ChatUsage {
  Index prompt_tokens = 0;  ///< of the last round's prompt
  Index cached_tokens = 0;  ///< of them, those that were there from before
  Index computed_rows = 0;  ///< of all rounds: rows that went through the model
  Index new_tokens = 0;     ///< of all rounds
  Index rounds = 0;         ///< answers that the model began: calls of functions, and one
  double seconds = 0;
};

}  // namespace ganymede::inline v0
