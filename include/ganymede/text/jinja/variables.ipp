#pragma once
// The bodies of variables.hpp.

#include <ganymede/text/jinja/variables.hpp>

#include <algorithm>
#include <limits>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE std::size_t size_of(const OrderedJson& json) {
  std::size_t size = 16;
  if (const std::string* const text = json.string()) size += text->size();
  if (const OrderedJson::Array* const array = json.array())
    for (const OrderedJson& element : *array) size += size_of(element);
  if (const OrderedJson::Object* const object = json.object())
    for (const OrderedMember& member : *object) size += member.name.size() + size_of(member.value);
  return size;
}

inline bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// `level` counts the containers around; a message is a member of an array that is a variable.
inline Value value_of(Renderer& renderer, const OrderedJson& json, std::string_view name, std::size_t level) {
  if (const bool* const truth = std::get_if<bool>(&json.value)) return {*truth};
  if (const auto* const n = std::get_if<std::int64_t>(&json.value)) return {*n};
  if (const auto* const n = std::get_if<std::uint64_t>(&json.value)) {
    if (*n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) fail("a whole number of more than 64 bits");
    return {static_cast<std::int64_t>(*n)};
  }
  if (const auto* const x = std::get_if<double>(&json.value)) return {*x};
  if (const std::string* const text = json.string()) {
    const bool is_token = level == 0 && name.ends_with("_token");
    return renderer.text(*text, is_token || (level == 2 && name == "role" && is_word(*text)));
  }
  if (const OrderedJson::Array* const array = json.array()) {
    std::vector<Value> items;
    items.reserve(array->size());
    for (const OrderedJson& element : *array) items.push_back(value_of(renderer, element, {}, level + 1));
    return renderer.list(std::move(items));
  }
  if (const OrderedJson::Object* const object = json.object()) {
    auto made = renderer.dict();
    for (const OrderedMember& member : *object)
      made->set(renderer.text(member.name, false), value_of(renderer, member.value, member.name, level + 1));
    return {DictPointer(std::move(made))};
  }
  return {};
}

GANYMEDE_ONCE void add_variables(Renderer& renderer, Scope& scope, const OrderedJson& variables) {
  if (variables.object() == nullptr) return;
  for (const OrderedMember& member : *variables.object()) scope.set(member.name, value_of(renderer, member.value, member.name, 0));
}

}  // namespace ganymede::inline v0::jinja
