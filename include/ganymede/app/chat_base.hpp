#pragma once
// All that a conversation does, whatever the type of its model.

#include <ganymede/app/chat_options.hpp>
#include <ganymede/app/chat_prompt.hpp>
#include <ganymede/app/chat_state.hpp>
#include <ganymede/app/chat_stream.hpp>
#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/app/toolbox.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/chat_templates.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A conversation with a model (Chat). Its messages are those of the OpenAI API, objects with "role" and "content"; a turn is a user's
/// message with all that follows it up to the next.
///
/// It is kept within the context: where the prompt, and room for an answer (max_new_tokens, a quarter of the context at the most), do not
/// fit, the oldest turns are no longer shown to the model: as few as leave a quarter of the context free. The system prompt stays, and
/// messages() has all. Where even the last turn does not fit: ContextError.
///
/// What the model has computed is kept: of a prompt, only what differs from the one before is computed, by token ids, and the answer is
/// that of a fresh conversation, bit for bit.
class ChatBase {
 public:
  /// With a template that is given the tokenizer's special tokens, and options.template_variables.
  ChatBase(TextGeneratorBase generator, ChatTemplate chat_template, ChatOptions options);
  /// With the templates of a model: "tool_use", where there is one, once functions are offered. ConfigError: there is none.
  ChatBase(TextGeneratorBase generator, const ChatTemplates& templates, ChatOptions options);
  ChatBase(ChatBase&&) noexcept;
  ChatBase& operator=(ChatBase&&) noexcept;
  ~ChatBase();

  /// A user's message, and the answer to it as it is written. Throws TemplateError, ContextError, InputError; nothing has changed then.
  ChatStream say(std::string_view text);
  /// The answer to the messages as they are: after set_messages(), or add() of what a function gave.
  ChatStream answer();
  /// Another answer to the last user's message. Where tokens are drawn, with the next seed. InputError: nobody has said anything.
  ChatStream retry();
  /// Turn `turn` (counted from 0) says `text` instead; what followed is gone. InputError: there is no such turn.
  ChatStream edit(Index turn, std::string_view text);
  /// Takes the last turn back; false where there is none.
  bool undo();
  /// Forgets all messages but the system prompt.
  void clear();

  /// Ends the answer that is being written, from any thread or signal handler; what there is of it stays.
  void interrupt() noexcept { state_->cancel.store(true, std::memory_order_relaxed); }

  /// Offers a function. InputError as Toolbox::add().
  void add_tool(Tool tool);
  const Toolbox& tools() const& { return state_->tools; }
  const Toolbox& tools() const&& = delete;

  /// All messages, the system prompt first where there is one.
  const OrderedJson::Array& messages() const& { return state_->messages; }
  OrderedJson::Array messages() const&& { return state_->messages; }
  /// Another conversation, as messages() gives them: an array, or an object with "messages". InputError: what is no conversation.
  void set_messages(const OrderedJson& messages);
  void add(OrderedJson message);
  /// The system prompt; none: no such message.
  void set_system(const std::optional<std::string>& text);
  /// The conversation as JSON, {"messages": [...]}, which resume() reads.
  std::string save() const;
  /// FormatError, InputError; `file` names it in errors.
  void resume(std::string_view json, std::string_view file);

  Index turns() const;
  /// Turns that the model is no longer shown.
  Index dropped_turns() const { return state_->first_turn; }

  ChatOptions& options() noexcept { return state_->options; }
  const TextGeneratorBase& generator() const& { return state_->generator; }
  const TextGeneratorBase& generator() const&& = delete;
  const ChatPrompter& prompter() const& { return state_->prompter; }
  const ChatPrompter& prompter() const&& = delete;
  /// Tokens that the conversation may have.
  Index context_length() const { return state_->context_length(); }

 private:
  ChatStream start(OrderedJson::Array before, std::uint64_t seed_offset);

  std::unique_ptr<detail::ChatState> state_;  // where it is, whatever becomes of this: streams refer to it
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/chat_base.ipp>
#endif
