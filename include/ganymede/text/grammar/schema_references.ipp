#pragma once
// The bodies of schema_references.hpp.

#include <ganymede/text/grammar/schema_references.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/grammar/schema_strings.hpp>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE bool SchemaReferences::is_annotation(std::string_view keyword) {
  constexpr std::string_view known[] = {"title",         "description", "default",      "examples",        "example",
                                        "$schema",       "$id",         "$comment",     "$defs",           "$anchor",
                                        "definitions",   "deprecated",  "readOnly",     "writeOnly",       "id",
                                        "discriminator", "xml",         "externalDocs", "contentEncoding", "contentMediaType",
                                        "contentSchema", "strict",      "$vocabulary",  "enumNames",       "propertyOrdering"};
  return keyword.starts_with("x-") || std::find(std::begin(known), std::end(known), keyword) != std::end(known);
}

GANYMEDE_ONCE bool SchemaReferences::path_to(const SchemaValue& from, const SchemaValue& schema, std::string& path) const {
  if (&from == &schema) return true;
  const std::size_t length = path.size();
  for (const auto& [name, member] : from.members) {
    path += '/' + name;
    if (path_to(member, schema, path)) return true;
    path.resize(length);
  }
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    path += '/' + std::to_string(i);
    if (path_to(from.items[i], schema, path)) return true;
    path.resize(length);
  }
  return false;
}

GANYMEDE_ONCE void SchemaReferences::fail(const SchemaValue& schema, std::string_view keyword, std::string problem,
                                          std::string expected) const {
  std::string path = "#";
  path_to(root_, schema, path);
  const SchemaValue* const value = schema.find(keyword);
  throw InputError{{.problem = std::move(problem),
                    .key = std::string(key_) + ' ' + path + (keyword.empty() ? "" : "/") + std::string(keyword),
                    .expected = std::move(expected),
                    .found = value != nullptr ? json_text(*value) : ""}};
}

GANYMEDE_ONCE const SchemaValue* SchemaReferences::only_reference(const SchemaValue& schema) {
  const SchemaValue* reference = nullptr;
  for (const auto& [keyword, value] : schema.members)
    if (keyword == "$ref")
      reference = &value;
    else if (!is_annotation(keyword))
      return nullptr;
  return reference;
}

GANYMEDE_ONCE const SchemaValue& SchemaReferences::target(const SchemaValue& schema, const SchemaValue& reference) const {
  if (!reference.is(SchemaValue::Kind::string) || !reference.text.starts_with('#'))
    fail(schema, "$ref", "only references within the schema are supported", "#/...");
  std::string pointer;
  const std::string_view text = std::string_view(reference.text).substr(1);
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      pointer += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      pointer += text[i];
    }
  const SchemaValue* at = &root_;
  if (!pointer.empty() && pointer[0] != '/') {  // an anchor
    std::vector<const SchemaValue*> open{&root_};
    while (!open.empty()) {
      const SchemaValue* const value = open.back();
      open.pop_back();
      if (const SchemaValue* const anchor = value->find("$anchor");
          anchor != nullptr && anchor->is(SchemaValue::Kind::string) && anchor->text == pointer)
        return *value;
      for (const auto& [name, member] : value->members) open.push_back(&member);
      for (const SchemaValue& item : value->items) open.push_back(&item);
    }
    fail(schema, "$ref", "there is no such schema");
  }
  for (std::size_t begin = 1; begin <= pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', begin), pointer.size());
    std::string name;
    for (std::size_t i = begin; i < end; ++i)
      if (pointer[i] == '~' && i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1'))
        name += pointer[++i] == '0' ? '~' : '/';
      else
        name += pointer[i];
    const SchemaValue* next = at->is(SchemaValue::Kind::object) ? at->find(name) : nullptr;
    if (at->is(SchemaValue::Kind::array) && !name.empty() && name.size() < 7 && name.find_first_not_of("0123456789") == std::string::npos &&
        std::stoul(name) < at->items.size())
      next = &at->items[std::stoul(name)];
    if (next == nullptr) fail(schema, "$ref", "there is no such schema");
    at = next;
    begin = end + 1;
  }
  return *at;
}

}  // namespace ganymede::inline v0::detail::grammar
