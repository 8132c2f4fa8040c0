#pragma once
// Messages as a model reads them: through its chat template, with the functions that it may call, as tokens.

#include <ganymede/split.hpp>
#include <ganymede/text/answer_format.hpp>
#include <ganymede/text/chat_template.hpp>
#include <ganymede/text/conversation_tokens.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A prompt, and how the answer to it is to be read.
struct ChatPrompt {
  std::vector<TokenId> ids{};
  AnswerFormat format{};
};

/// What a template can do is found out by rendering: a message that calls a function tells the dialect of calls, one that ends tells the
/// token that ends a turn. Templates without a system role get the system prompt in front of the first user message; those without
/// functions get their description in the system prompt, the calls as content and the results from the user.
class ChatPrompter {
 public:
  /// `variables`: an object of variables for the template, special tokens among them, or null.
  ChatPrompter(ChatTemplate chat_template, Tokenizer tokenizer, OrderedJson variables, TemplateOptions options = {});

  /// Functions, as Toolbox::definitions() gives them; null: none.
  void offer(OrderedJson tools, std::vector<std::string> names);
  /// Another template, once functions are offered.
  void set_tool_template(ChatTemplate chat_template);

  /// The prompt of messages that the model shall answer. Throws TemplateError, InputError (no messages).
  ChatPrompt prompt(const OrderedJson::Array& messages) const;
  RenderedChat rendered(const OrderedJson::Array& messages, bool add_generation_prompt = true) const;

  /// The token that the template writes behind an answer; none where it writes none, or a message is not all of a turn.
  std::optional<TokenId> turn_end() const;
  /// How calls are written; null where no functions are offered.
  const ToolDialect* dialect() const noexcept { return dialect_; }
  const Tokenizer& tokenizer() const noexcept { return tokenizer_; }
  const ChatTemplate& chat_template() const noexcept { return tools_.is_null() || !tool_template_ ? template_ : *tool_template_; }

 private:
  RenderedChat apply(OrderedJson::Array messages, bool add_generation_prompt) const;
  OrderedJson::Array adapted(const OrderedJson::Array& messages) const;
  void find_dialect();

  ChatTemplate template_;
  std::optional<ChatTemplate> tool_template_{};
  Tokenizer tokenizer_;
  OrderedJson variables_;
  TemplateOptions options_;
  OrderedJson tools_{};
  std::vector<std::string> tool_names_{};
  const ToolDialect* dialect_ = nullptr;
  bool tools_in_words_ = false;     // the template does not read `tools`
  bool calls_in_content_ = false;   // it does not write calls
  bool results_from_user_ = false;  // it does not write results
  bool arguments_as_text_ = false;  // it wants arguments as a string
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/chat_prompt.ipp>
#endif
