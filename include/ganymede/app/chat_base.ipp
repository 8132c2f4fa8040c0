#pragma once
// The bodies of chat_base.hpp.

#include <ganymede/app/chat_base.hpp>

#include <ganymede/app/chat_message.hpp>
#include <ganymede/app/chat_turn.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Variables over others of the same names.
inline OrderedJson merged_variables(OrderedJson variables, const OrderedJson& over) {
  if (over.object() != nullptr)
    for (const OrderedMember& member : *over.object()) variables.set(member.name, member.value);
  return variables;
}

/// What templates call the tokenizer's special tokens.
inline OrderedJson token_variables(const Tokenizer& tokenizer) {
  OrderedJson variables{OrderedJson::Object{}};
  const auto add = [&](const char* name, std::optional<TokenId> id) {
    if (id) variables.set(name, tokenizer.piece(*id));
  };
  add("bos_token", tokenizer.bos());
  add("eos_token", tokenizer.eos());
  add("pad_token", tokenizer.pad());
  add("unk_token", tokenizer.unk());
  return variables;
}

inline const ChatTemplate& default_template(const ChatTemplates& templates) {
  if (templates.empty())
    throw ConfigError{{.problem = "the model comes without a chat template",
                       .key = "chat_template",
                       .expected = "chat_template.jinja, one in tokenizer_config.json or a GGUF file's, or one that is given"}};
  return templates.find();
}

}  // namespace detail

GANYMEDE_ONCE ChatBase::ChatBase(TextGeneratorBase generator, ChatTemplate chat_template, ChatOptions options) {
  if (options.context_length < 0 || options.max_tool_rounds < 0)
    throw InputError{{.problem = "cannot be negative", .key = options.context_length < 0 ? "context_length" : "max_tool_rounds"}};
  options.template_variables = detail::merged_variables(detail::token_variables(generator.tokenizer()), options.template_variables);
  state_ = std::make_unique<detail::ChatState>(std::move(generator), std::move(chat_template), std::move(options));
  set_system(state_->options.system);
}

GANYMEDE_ONCE ChatBase::ChatBase(TextGeneratorBase generator, const ChatTemplates& templates, ChatOptions options)
    : ChatBase(std::move(generator), detail::default_template(templates), [&] {
        options.template_variables = detail::merged_variables(templates.special_tokens(), options.template_variables);
        return std::move(options);
      }()) {
  state_->prompter.set_tool_template(templates.find({}, true));
}
GANYMEDE_ONCE ChatBase::ChatBase(ChatBase&&) noexcept = default;
GANYMEDE_ONCE ChatBase& ChatBase::operator=(ChatBase&&) noexcept = default;
GANYMEDE_ONCE ChatBase::~ChatBase() = default;

GANYMEDE_ONCE ChatStream ChatBase::start(OrderedJson::Array before, std::uint64_t seed_offset) {
  state_->cancel.store(false, std::memory_order_relaxed);
  return ChatStream(std::make_unique<detail::ChatTurn>(*state_, std::move(before), seed_offset));
}

GANYMEDE_ONCE ChatStream ChatBase::say(std::string_view text) {
  OrderedJson::Array before = state_->messages;
  state_->messages.push_back(detail::chat_message("user", text));
  state_->retries = 0;
  return start(std::move(before), 0);
}

GANYMEDE_ONCE ChatStream ChatBase::answer() {
  state_->retries = 0;
  return start(state_->messages, 0);
}

GANYMEDE_ONCE ChatStream ChatBase::retry() {
  const std::vector<std::size_t> starts = state_->turn_starts();
  if (starts.empty()) throw InputError{{.problem = "nobody has said anything yet", .key = "retry"}};
  OrderedJson::Array before = state_->messages;
  state_->messages.resize(starts.back() + 1);
  return start(std::move(before), ++state_->retries);
}

GANYMEDE_ONCE ChatStream ChatBase::edit(Index turn, std::string_view text) {
  const std::vector<std::size_t> starts = state_->turn_starts();
  const std::size_t number = detail::checked_number(turn, starts.size(), "turn");
  OrderedJson::Array before = state_->messages;
  state_->keep(starts[number]);
  state_->messages.push_back(detail::chat_message("user", text));
  return start(std::move(before), 0);
}

GANYMEDE_ONCE bool ChatBase::undo() {
  const std::vector<std::size_t> starts = state_->turn_starts();
  if (starts.empty()) return false;
  state_->keep(starts.back());
  return true;
}

GANYMEDE_ONCE void ChatBase::clear() {
  state_->keep(!state_->messages.empty() && detail::text_member(state_->messages.front(), "role") == "system" ? 1 : 0);
}

GANYMEDE_ONCE void ChatBase::add_tool(Tool tool) {
  state_->tools.add(std::move(tool));
  state_->prompter.offer(state_->tools.definitions(), state_->tools.names());
}

GANYMEDE_ONCE void ChatBase::add(OrderedJson message) {
  const OrderedJson* const role = message.find("role");
  if (role == nullptr || role->string() == nullptr)
    throw InputError{{.problem = "not a message", .key = "messages", .expected = "an object with a \"role\"", .found = dump(message)}};
  state_->messages.push_back(std::move(message));
}

GANYMEDE_ONCE void ChatBase::set_messages(const OrderedJson& messages) {
  const OrderedJson* const list = messages.array() != nullptr ? &messages : messages.find("messages");
  if (list == nullptr || list->array() == nullptr)
    throw InputError{{.problem = "not a conversation", .key = "messages", .expected = "an array of messages, or an object that has one"}};
  OrderedJson::Array before = std::exchange(state_->messages, {});
  try {
    for (const OrderedJson& message : *list->array()) add(message);
  } catch (...) {
    state_->messages = std::move(before);
    throw;
  }
  state_->keep(state_->messages.size());
}

GANYMEDE_ONCE void ChatBase::set_system(const std::optional<std::string>& text) {
  const bool has = !state_->messages.empty() && detail::text_member(state_->messages.front(), "role") == "system";
  if (has) state_->messages.erase(state_->messages.begin());
  if (text) state_->messages.insert(state_->messages.begin(), detail::chat_message("system", *text));
  state_->keep(state_->messages.size());
}

GANYMEDE_ONCE std::string ChatBase::save() const {
  OrderedJson all;
  all.set("messages", state_->messages);
  return dump(all);
}

GANYMEDE_ONCE void ChatBase::resume(std::string_view json, std::string_view file) { set_messages(parse_ordered_json(json, file)); }

GANYMEDE_ONCE Index ChatBase::turns() const { return static_cast<Index>(state_->turn_starts().size()); }

}  // namespace ganymede::inline v0
