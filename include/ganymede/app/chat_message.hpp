#pragma once
// Messages as the OpenAI API has them, made and read.

#include <ganymede/io/ordered_json.hpp>
#include <ganymede/version.hpp>

#include <string_view>

namespace ganymede::inline v0::detail {

inline OrderedJson chat_message(std::string_view role, std::string_view content) {
  OrderedJson message;
  message.set("role", role);
  message.set("content", content);
  return message;
}

/// A member that is text; empty where there is none, or it is something else.
inline std::string_view text_member(const OrderedJson& object, std::string_view name) {
  const OrderedJson* const member = object.find(name);
  return member == nullptr || member->string() == nullptr ? std::string_view() : std::string_view(*member->string());
}

}  // namespace ganymede::inline v0::detail
