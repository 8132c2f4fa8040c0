#pragma once
// The bodies of ordered_json_text.hpp.

#include <ganymede/io/ordered_json_text.hpp>

#include <ganymede/io/json_value.hpp>
#include <ganymede/io/json_writer.hpp>

#include <type_traits>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

inline void append_ordered(std::string& out, const OrderedJson& value) {
  if (const OrderedJson::Array* const array = value.array()) {
    out += '[';
    for (const OrderedJson& element : *array) {
      if (&element != &array->front()) out += ',';
      append_ordered(out, element);
    }
    out += ']';
  } else if (const OrderedJson::Object* const object = value.object()) {
    out += '{';
    for (const OrderedMember& member : *object) {
      if (&member != &object->front()) out += ',';
      append_json(out, member.name);
      out += ':';
      append_ordered(out, member.value);
    }
    out += '}';
  } else {
    append_json(out, to_json(value));
  }
}

}  // namespace detail

GANYMEDE_ONCE Json to_json(const OrderedJson& value) {
  return std::visit(
      [](const auto& held) -> Json {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Held, OrderedJson::Array>) {
          Json array = Json::array();
          for (const OrderedJson& element : held) array.push_back(to_json(element));
          return array;
        } else if constexpr (std::is_same_v<Held, OrderedJson::Object>) {
          Json object = Json::object();
          for (const OrderedMember& member : held) object[member.name] = to_json(member.value);
          return object;
        } else {
          return Json(held);
        }
      },
      value.value);
}

GANYMEDE_ONCE std::string dump(const OrderedJson& value) {
  std::string text;
  detail::append_ordered(text, value);
  return text;
}

}  // namespace ganymede::inline v0
