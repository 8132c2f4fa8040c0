#pragma once
// The bodies of chat_template.hpp.

#include <ganymede/text/chat_template.hpp>

#include <ganymede/text/chat_input.hpp>
#include <ganymede/text/jinja/expressions.hpp>
#include <ganymede/text/jinja/functions.hpp>
#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/jinja/operations.hpp>
#include <ganymede/text/jinja/parser.hpp>
#include <ganymede/text/jinja/printing.hpp>
#include <ganymede/text/jinja/renderer.hpp>
#include <ganymede/text/jinja/statements.hpp>
#include <ganymede/text/jinja/variables.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <ctime>
#include <utility>

namespace ganymede::inline v0 {

struct ChatTemplate::Compiled {
  std::string name, source;
  jinja::Body body;
};

GANYMEDE_ONCE std::string RenderedChat::text() const {
  std::string text;
  for (const ChatPart& part : parts) text += part.text;
  return text;
}

GANYMEDE_ONCE ChatTemplate::ChatTemplate(std::string_view source, std::string_view name) {
  auto compiled = std::make_shared<Compiled>();
  compiled->name = name;
  compiled->source = source;
  if (!is_valid_utf8(source)) throw TemplateError{{.problem = "the template is not UTF-8", .file = compiled->name}};
  try {
    compiled->body = jinja::parse(source);
  } catch (const jinja::SyntaxFailure& failure) {
    throw TemplateError{{.problem = failure.problem, .file = compiled->name, .key = "line " + std::to_string(failure.line)}};
  }
  compiled_ = std::move(compiled);
}

GANYMEDE_ONCE const std::string& ChatTemplate::source() const noexcept { return compiled_->source; }

namespace detail {

inline std::tm local_time() {
  const std::time_t now = std::time(nullptr);
  std::tm out{};
  localtime_r(&now, &out);
  return out;
}

inline std::vector<ChatPart> parts_of(const jinja::TextBuilder& text) {
  std::vector<ChatPart> parts;
  std::size_t begin = 0;
  bool trusted = true;
  const auto add = [&](std::size_t end) {
    if (end > begin) parts.push_back({text.bytes().substr(begin, end - begin), trusted});
    begin = end;
    trusted = !trusted;
  };
  for (const std::size_t turn : text.turns()) add(turn);
  add(text.size());
  return parts;
}

}  // namespace detail

GANYMEDE_ONCE RenderedChat ChatTemplate::render(const OrderedJson& variables, const TemplateOptions& options) const {
  if (!variables.is_null() && variables.object() == nullptr)
    throw InputError{{.problem = "a template's variables are an object", .file = compiled_->name}};
  jinja::Budget budget(options.limits, compiled_->source.size() + jinja::size_of(variables));
  jinja::Renderer renderer(budget, options.now ? options.now : detail::local_time);
  try {
    const auto scope = std::make_shared<jinja::Scope>();
    jinja::add_functions(renderer, *scope);
    jinja::add_variables(renderer, *scope, variables);
    renderer.run(compiled_->body, scope);
  } catch (const jinja::Failure& failure) {
    throw TemplateError{{.problem = failure.problem, .file = compiled_->name, .key = "line " + std::to_string(renderer.line())}};
  }
  return {detail::parts_of(renderer.output()), renderer.generated()};
}

GANYMEDE_ONCE RenderedChat apply_chat_template(const ChatTemplate& chat_template, const ChatInput& input, const TemplateOptions& options) {
  const OrderedJson::Array* const given = input.messages.array();
  if (given == nullptr || given->empty())
    throw InputError{{.problem = "a conversation is an array of at least one message", .key = "messages"}};
  detail::require_objects(input.tools, "tools");
  detail::require_objects(input.documents, "documents");
  if (!input.variables.is_null() && input.variables.object() == nullptr)
    throw InputError{{.problem = "further variables are an object", .key = "variables"}};
  const bool continues = !input.continue_final_message.empty();
  if (continues && input.add_generation_prompt)
    detail::fail_continuation("a prompt cannot end in its last message and with a generation prompt");

  OrderedJson::Array messages;
  for (std::size_t i = 0; i < given->size(); ++i) messages.push_back(detail::normalized_message((*given)[i], i));
  const std::string final_message =
      continues ? detail::mark_final_message(messages.back(), input.continue_final_message, chat_template) : std::string();
  OrderedJson variables;
  variables.set("messages", OrderedJson(std::move(messages)));
  variables.set("tools", input.tools);
  variables.set("documents", input.documents);
  variables.set("add_generation_prompt", OrderedJson(input.add_generation_prompt));
  if (const OrderedJson::Object* const more = input.variables.object())
    for (const OrderedMember& member : *more) variables.set(member.name, member.value);
  RenderedChat chat = chat_template.render(variables, options);
  if (continues) detail::cut_after_final_message(chat, final_message);
  return chat;
}

}  // namespace ganymede::inline v0
