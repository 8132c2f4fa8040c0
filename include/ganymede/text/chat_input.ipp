#pragma once
// The bodies of chat_input.hpp.

#include <ganymede/text/chat_input.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

inline constexpr std::array<std::string_view, 3> reasoning_fields{"reasoning_content", "thinking", "reasoning"};
inline constexpr std::string_view continue_tag = "CONTINUE_FINAL_MESSAGE_TAG ";

GANYMEDE_ONCE OrderedJson normalized_message(const OrderedJson& message, std::size_t i) {
  if (message.object() == nullptr) throw InputError{{.problem = "a message is an object", .key = "messages[" + std::to_string(i) + "]"}};
  OrderedJson::Object members;
  for (const OrderedMember& member : *message.object())
    if (!member.value.is_null()) members.push_back(member);
  const OrderedJson plain(std::move(members));
  for (const std::string_view field : reasoning_fields) {
    const OrderedJson* const reasoning = plain.find(field);
    if (reasoning == nullptr) continue;
    OrderedJson out;
    out.set("thinking", *reasoning);
    for (const OrderedMember& member : *plain.object()) out.set(member.name, member.value);
    out.set("reasoning_content", *reasoning);
    return out;
  }
  return plain;
}

[[noreturn]] GANYMEDE_ONCE void fail_continuation(std::string problem) {
  throw InputError{{.problem = std::move(problem), .key = "continue_final_message"}};
}

GANYMEDE_ONCE std::string mark_final_message(OrderedJson& message, const std::string& field, const ChatTemplate& chat_template) {
  OrderedJson* const content = message.find(field);
  if (content == nullptr) fail_continuation("the last message has no such field: " + field);
  std::vector<std::string> fields{field};
  if (const std::string* const text = content->string();
      text != nullptr && std::find(reasoning_fields.begin(), reasoning_fields.end(), field) != reasoning_fields.end()) {
    for (const std::string_view other : reasoning_fields) {
      const OrderedJson* const value = message.find(other);
      if (other != field && value != nullptr && value->string() != nullptr && *value->string() == *text) fields.emplace_back(other);
    }
  }
  if (std::none_of(fields.begin(), fields.end(), [&](const std::string& name) { return chat_template.mentions(name); }))
    fail_continuation("the template does not read the field " + field);
  if (OrderedJson::Array* const blocks = content->array()) {
    for (auto block = blocks->rbegin(); block != blocks->rend(); ++block) {
      OrderedJson* const text = block->find("text");
      if (text == nullptr || text->string() == nullptr) continue;
      std::string before = *text->string();
      *text = OrderedJson(before + std::string(continue_tag));
      return before;
    }
    fail_continuation("the last message has no text to go on with");
  }
  if (content->string() == nullptr) fail_continuation("the last message has no text to go on with");
  std::string before = *content->string();
  for (const std::string& name : fields) message.set(name, OrderedJson(before + std::string(continue_tag)));
  return before;
}

/// Python's str.strip(), of the white space that prompts have.
inline std::string_view stripped(std::string_view text) {
  static constexpr std::string_view space = " \t\n\r\v\f";
  const std::size_t begin = text.find_first_not_of(space);
  return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

GANYMEDE_ONCE void cut_after_final_message(RenderedChat& chat, std::string_view final_message) {
  const std::string text = chat.text();
  const std::string_view tag = stripped(continue_tag);
  const std::size_t at = text.rfind(tag);
  if (at == text.npos || text.find(stripped(final_message)) == text.npos)
    fail_continuation("the template leaves out parts of the last message");
  std::size_t end = at;
  if (text.compare(at, continue_tag.size(), continue_tag) != 0) {  // white space at its end was taken away
    const std::size_t last = text.find_last_not_of(" \t\n\r\v\f", at == 0 ? 0 : at - 1);
    end = at == 0 || last == text.npos ? 0 : last + 1;
  }
  for (std::size_t i = 0; i < chat.parts.size(); ++i) {
    std::string& part = chat.parts[i].text;
    if (end <= part.size()) {
      part.resize(end);
      chat.parts.resize(part.empty() ? i : i + 1);
      break;
    }
    end -= part.size();
  }
}

GANYMEDE_ONCE void require_objects(const OrderedJson& list, const char* key) {
  if (list.is_null()) return;
  const OrderedJson::Array* const elements = list.array();
  if (elements == nullptr || std::any_of(elements->begin(), elements->end(), [](const OrderedJson& e) { return e.object() == nullptr; }))
    throw InputError{{.problem = "it is no array of objects", .key = key}};
}

}  // namespace ganymede::inline v0::detail
