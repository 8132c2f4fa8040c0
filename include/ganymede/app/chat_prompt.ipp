#pragma once
// The bodies of chat_prompt.hpp.

#include <ganymede/app/chat_prompt.hpp>

#include <ganymede/app/chat_message.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <utility>

namespace ganymede::inline v0 {
namespace detail {

/// A conversation whose assistant calls a function, with or without the result.
inline OrderedJson::Array probing_messages(bool arguments_as_text, bool result) {
  OrderedJson arguments, function, call, assistant = chat_message("assistant", "");
  arguments.set("probe_argument", "probe_value");
  function.set("name", "probe_function");
  function.set("arguments", arguments_as_text ? OrderedJson(dump(arguments)) : arguments);
  call.set("id", "probe0001");
  call.set("type", "function");
  call.set("function", std::move(function));
  assistant.set("tool_calls", OrderedJson::Array{std::move(call)});
  OrderedJson::Array messages{chat_message("user", "probe_question"), std::move(assistant)};
  if (!result) return messages;
  OrderedJson tool = chat_message("tool", "probe_result");
  tool.set("name", "probe_function");
  tool.set("tool_call_id", "probe0001");
  messages.push_back(std::move(tool));
  return messages;
}

}  // namespace detail

GANYMEDE_ONCE ChatPrompter::ChatPrompter(ChatTemplate chat_template, Tokenizer tokenizer, OrderedJson variables, TemplateOptions options)
    : template_(std::move(chat_template)),
      tokenizer_(std::move(tokenizer)),
      variables_(std::move(variables)),
      options_(std::move(options)) {}

GANYMEDE_ONCE void ChatPrompter::set_tool_template(ChatTemplate chat_template) {
  tool_template_ = std::move(chat_template);
  find_dialect();
}

GANYMEDE_ONCE void ChatPrompter::offer(OrderedJson tools, std::vector<std::string> names) {
  tools_ = std::move(tools);
  tool_names_ = std::move(names);
  find_dialect();
}

GANYMEDE_ONCE void ChatPrompter::find_dialect() {
  dialect_ = nullptr;
  tools_in_words_ = calls_in_content_ = results_from_user_ = arguments_as_text_ = false;
  if (tools_.is_null()) return;
  tools_in_words_ = !chat_template().mentions("tools");
  const auto text_of = [&](bool arguments_as_text, bool result) {
    try {
      return apply(detail::probing_messages(arguments_as_text, result), result).text();
    } catch (const TemplateError&) {
      return std::string();
    }
  };
  const auto has = [](const std::string& text, const char* word) { return text.find(word) != std::string::npos; };
  std::string text;
  for (const bool result : {true, false}) {
    for (const bool arguments_as_text : {false, true}) {
      text = text_of(arguments_as_text, result);
      if (!has(text, "probe_value")) continue;
      arguments_as_text_ = arguments_as_text;
      break;
    }
    if (has(text, "probe_value")) break;
  }
  calls_in_content_ = !has(text, "probe_function") || !has(text, "probe_value");
  results_from_user_ = !has(text, "probe_result") && !has(text_of(arguments_as_text_, true), "probe_result");
  std::string_view call;
  if (!calls_in_content_) {
    const std::size_t begin = text.find("probe_question"), end = text.find("probe_result");
    call = std::string_view(text).substr(begin == std::string::npos ? 0 : begin);
    if (end != std::string::npos && begin != std::string::npos && end > begin) call = std::string_view(text).substr(begin, end - begin);
  }
  dialect_ = tools_in_words_ ? &plain_tool_dialect() : &tool_dialect(call, chat_template().source());
}

GANYMEDE_ONCE RenderedChat ChatPrompter::apply(OrderedJson::Array messages, bool add_generation_prompt) const {
  ChatInput input{.messages = std::move(messages), .add_generation_prompt = add_generation_prompt, .variables = variables_};
  if (!tools_in_words_) input.tools = tools_;
  return apply_chat_template(chat_template(), input, options_);
}

GANYMEDE_ONCE OrderedJson::Array ChatPrompter::adapted(const OrderedJson::Array& messages) const {
  OrderedJson::Array all;
  if (tools_in_words_) {
    std::string words =
        "You can call functions. To call one, answer with nothing but a JSON object {\"name\": the function's name, \"parameters\": an "
        "object of "
        "its arguments}. Its result is then given to you. The functions:\n";
    for (const OrderedJson& tool : *tools_.array()) words += dump(*tool.find("function")) + "\n";
    const bool has_system = !messages.empty() && detail::text_member(messages.front(), "role") == "system";
    if (has_system) words = std::string(detail::text_member(messages.front(), "content")) + "\n\n" + words;
    all.push_back(detail::chat_message("system", words));
    all.insert(all.end(), messages.begin() + (has_system ? 1 : 0), messages.end());
  } else {
    all = messages;
  }
  bool after_result = false;
  OrderedJson::Array written;
  for (OrderedJson& message : all) {
    OrderedJson* const calls = message.find("tool_calls");
    if (calls != nullptr && calls->array() != nullptr) {
      std::string content(detail::text_member(message, "content"));
      for (OrderedJson& call : *calls->array()) {
        OrderedJson* const function = call.find("function");
        OrderedJson* const arguments = function == nullptr ? nullptr : function->find("arguments");
        if (arguments == nullptr) continue;
        if (calls_in_content_ && dialect_ != nullptr) {
          const bool known = !dialect_->between.empty();
          if (!content.empty()) content += "\n";
          content += std::string(known ? dialect_->before : "{\"name\": \"") + std::string(detail::text_member(*function, "name")) +
                     std::string(known ? dialect_->between : "\", \"arguments\": ") +
                     (arguments->string() != nullptr ? *arguments->string() : dump(*arguments)) +
                     std::string(known ? dialect_->after : "}");
        } else if (arguments_as_text_ && arguments->string() == nullptr) {
          *arguments = dump(*arguments);
        } else if (!arguments_as_text_ && arguments->string() != nullptr) {
          try {
            *arguments = parse_ordered_json(*arguments->string(), "arguments");
          } catch (const FormatError&) {  // the template gets the text as it is
          }
        }
      }
      if (calls_in_content_ && dialect_ != nullptr) message = detail::chat_message("assistant", content);
    }
    const bool result = results_from_user_ && detail::text_member(message, "role") == "tool";
    if (result) {
      const std::string words =
          "Result of " + std::string(detail::text_member(message, "name")) + ": " + std::string(detail::text_member(message, "content"));
      if (after_result)
        written.back().set("content", std::string(detail::text_member(written.back(), "content")) + "\n" + words);
      else
        written.push_back(detail::chat_message("user", words));
    } else {
      written.push_back(std::move(message));
    }
    after_result = result;
  }
  return written;
}

GANYMEDE_ONCE RenderedChat ChatPrompter::rendered(const OrderedJson::Array& messages, bool add_generation_prompt) const {
  if (messages.empty()) throw InputError{{.problem = "there is nothing to answer", .key = "messages"}};
  OrderedJson::Array all = adapted(messages);
  const bool has_system = all.size() > 1 && detail::text_member(all[0], "role") == "system";
  try {
    return apply(all, add_generation_prompt);
  } catch (const TemplateError&) {
    if (!has_system || detail::text_member(all[1], "role") != "user" || all[1].find("content")->string() == nullptr) throw;
  }
  // Some templates refuse a system prompt (Gemma 2, Mistral 7B): it stands in front of what the user says first.
  all[1].set("content", std::string(detail::text_member(all[0], "content")) + "\n\n" + std::string(detail::text_member(all[1], "content")));
  all.erase(all.begin());
  return apply(std::move(all), add_generation_prompt);
}

GANYMEDE_ONCE ChatPrompt ChatPrompter::prompt(const OrderedJson::Array& messages) const {
  const RenderedChat chat = rendered(messages);
  ChatPrompt prompt{.ids = encode_conversation(tokenizer_, chat)};
  const std::string text = chat.text();
  prompt.format = answer_format(chat_template().source(), text, dialect_);
  prompt.format.tool_names = tool_names_;
  return prompt;
}

GANYMEDE_ONCE std::optional<TokenId> ChatPrompter::turn_end() const {
  if (chat_template().mentions("<|channel|>")) return std::nullopt;
  try {
    const std::string text =
        apply({detail::chat_message("user", "probe_question"), detail::chat_message("assistant", "probe_answer")}, false).text();
    const std::size_t at = text.rfind("probe_answer");
    if (at == std::string::npos) return std::nullopt;
    for (const TokenId id : tokenizer_.encode(std::string_view(text).substr(at + 12), {.add_special_tokens = false, .parse_special = true}))
      if (tokenizer_.is_special(id)) return id;
  } catch (const TemplateError&) {  // it cannot be asked so
  }
  return std::nullopt;
}

}  // namespace ganymede::inline v0
