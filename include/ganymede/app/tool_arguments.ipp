#pragma once
// The bodies of tool_arguments.hpp.

#include <ganymede/app/tool_arguments.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/json_value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

inline bool is_schema_type(const Json& value, std::string_view type) {
  if (type == "integer")
    return value.is_number_integer() || (value.is_number_float() && value.get<double>() == std::floor(value.get<double>()));
  return type == value.type_name();
}

inline std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

class ArgumentCheck {
 public:
  /// The first problem of `value`, which stands at `path`; empty for none.
  std::string problem(const Json& value, const Json& schema, const std::string& path, bool strict) {
    if (schema.is_boolean()) return schema.get<bool>() ? "" : path + ": nothing is allowed here";
    if (!schema.is_object() || ++depth_ > most_depth) return {};
    std::string found = kind(value, schema, path);
    if (found.empty()) found = range(value, schema, path);
    if (found.empty() && value.is_object()) found = members(value, schema, path, strict);
    if (const Json* const items = of(schema, "items"); found.empty() && items != nullptr && value.is_array())
      for (std::size_t i = 0; i < value.size() && found.empty(); ++i)
        found = problem(value[i], *items, path + "[" + std::to_string(i) + "]", false);
    --depth_;
    return found;
  }

 private:
  static constexpr int most_depth = 64;

  static const Json* of(const Json& schema, std::string_view key) {
    const auto at = schema.find(key);
    return at == schema.end() ? nullptr : &*at;
  }
  static std::string wrong(const std::string& path, const std::string& expected, const Json& found) {
    return path + ": expected " + expected + ", found " + found.dump();
  }

  std::string kind(const Json& value, const Json& schema, const std::string& path) {
    if (const Json* const type = of(schema, "type")) {
      Json types = type->is_array() ? *type : Json::array();
      if (type->is_string()) types.push_back(*type);
      if (!types.empty() && std::none_of(types.begin(), types.end(),
                                         [&](const Json& t) { return t.is_string() && is_schema_type(value, t.get<std::string>()); }))
        return wrong(path, type->is_string() ? type->get<std::string>() : "one of " + type->dump(), value);
    }
    if (const Json* const choice = of(schema, "enum");
        choice != nullptr && choice->is_array() && std::find(choice->begin(), choice->end(), value) == choice->end())
      return wrong(path, "one of " + choice->dump(), value);
    if (const Json* const constant = of(schema, "const"); constant != nullptr && !(*constant == value))
      return wrong(path, constant->dump(), value);
    if (const Json* const any = of(schema, "anyOf"); any != nullptr && any->is_array() && !any->empty()) {
      std::string first;
      for (const Json& one : *any) {
        const std::string found = problem(value, one, path, false);
        if (found.empty()) return {};
        if (first.empty()) first = found;
      }
      return first;
    }
    return {};
  }

  static std::string range(const Json& value, const Json& schema, const std::string& path) {
    const auto limit = [&](const char* key, double actual, const char* words, auto holds) -> std::string {
      const Json* const bound = of(schema, key);
      if (bound == nullptr || !bound->is_number() || holds(actual, bound->get<double>())) return {};
      return wrong(path, words + bound->dump(), value);
    };
    const auto least = [](double a, double b) { return a >= b; };
    const auto most = [](double a, double b) { return a <= b; };
    std::string found;
    const auto check = [&](const char* key, double actual, const char* words, auto holds) {
      if (found.empty()) found = limit(key, actual, words, holds);
    };
    if (value.is_number()) {
      const double number = value.get<double>();
      check("minimum", number, "at least ", least);
      check("maximum", number, "at most ", most);
      check("exclusiveMinimum", number, "more than ", [](double a, double b) { return a > b; });
      check("exclusiveMaximum", number, "less than ", [](double a, double b) { return a < b; });
    } else if (value.is_string()) {
      const auto length = static_cast<double>(code_points(value.get_ref<const std::string&>()));
      check("minLength", length, "a length of at least ", least);
      check("maxLength", length, "a length of at most ", most);
    } else if (value.is_array()) {
      check("minItems", static_cast<double>(value.size()), "elements, at least ", least);
      check("maxItems", static_cast<double>(value.size()), "elements, at most ", most);
    }
    return found;
  }

  std::string members(const Json& value, const Json& schema, const std::string& path, bool strict) {
    const Json* const properties = of(schema, "properties");
    const Json* const required = of(schema, "required");
    const Json* const more = of(schema, "additionalProperties");
    if (required != nullptr && required->is_array())
      for (const Json& name : *required)
        if (name.is_string() && !value.contains(name.get<std::string>())) return path + ": \"" + name.get<std::string>() + "\" is missing";
    for (const auto& [name, member] : value.items()) {
      const std::string at = path + "." + name;
      if (const Json* const own = properties != nullptr && properties->is_object() ? of(*properties, name) : nullptr) {
        if (std::string found = problem(member, *own, at, false); !found.empty()) return found;
      } else if (more != nullptr && more->is_object()) {
        if (std::string found = problem(member, *more, at, false); !found.empty()) return found;
      } else if (more != nullptr ? more->is_boolean() && !more->get<bool>() : strict) {
        return at + ": there is no such argument";
      }
    }
    return {};
  }

  int depth_ = 0;
};

}  // namespace detail

GANYMEDE_ONCE std::string problem_with_arguments(const Json& arguments, const Json& schema) {
  if (!arguments.is_object()) return "arguments: expected object, found " + arguments.dump();
  return detail::ArgumentCheck().problem(arguments, schema, "arguments", true);
}

GANYMEDE_ONCE void give_types(OrderedJson& arguments, const Json& schema) {
  if (arguments.object() == nullptr || !schema.is_object() || !schema.contains("properties") || !schema["properties"].is_object()) return;
  for (OrderedMember& member : *arguments.object()) {
    const std::string* const text = member.value.string();
    const Json& properties = schema["properties"];
    if (text == nullptr || !properties.contains(member.name)) continue;
    const Json& own = properties[member.name];
    if (!own.is_object() || !own.contains("type")) continue;
    const Json types = own["type"].is_array() ? own["type"] : Json::array({own["type"]});
    if (std::find(types.begin(), types.end(), Json("string")) != types.end()) continue;
    try {
      OrderedJson value = parse_ordered_json(*text == "True"    ? "true"
                                             : *text == "False" ? "false"
                                             : *text == "None"  ? "null"
                                                                : *text,
                                             "value");
      member.value = std::move(value);
    } catch (const FormatError&) {  // it stays a text, which the check refuses in words
    }
  }
}

}  // namespace ganymede::inline v0
