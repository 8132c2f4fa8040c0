#pragma once
// The bodies of filters.hpp.

#include <ganymede/text/jinja/filters.hpp>

#include <ganymede/text/jinja/ordering_filters.hpp>
#include <ganymede/text/jinja/sequence_filters.hpp>
#include <ganymede/text/jinja/text_filters.hpp>

#include <algorithm>
#include <iterator>

namespace ganymede::inline v0::jinja {

/// Known to Jinja, not to this library: what prompts have no use for, or what is not the same twice.
inline constexpr std::string_view unsupported_filters[] = {"pprint", "random", "striptags", "urlize", "wordwrap", "xmlattr"};

inline bool is_unsupported_filter(std::string_view name) {
  return std::find(std::begin(unsupported_filters), std::end(unsupported_filters), name) != std::end(unsupported_filters);
}

GANYMEDE_ONCE bool is_filter(std::string_view name) {
  return find_text_filter(name) != nullptr || find_sequence_filter(name) != nullptr || find_ordering_filter(name) != nullptr ||
         is_unsupported_filter(name);
}

GANYMEDE_ONCE Value call_filter(Renderer& renderer, std::string_view name, const Arguments& given) {
  renderer.budget().step();
  Filter filter = find_text_filter(name);
  if (filter == nullptr) filter = find_sequence_filter(name);
  if (filter == nullptr) filter = find_ordering_filter(name);
  if (filter == nullptr)
    fail(is_unsupported_filter(name) ? "the filter '" + std::string(name) + "' is not supported"
                                     : "No filter named '" + std::string(name) + "'.");
  return filter(renderer, given);
}

GANYMEDE_ONCE Value attribute_path(Renderer& renderer, const Value& item, const Value* attribute, const Value* otherwise) {
  if (attribute == nullptr || attribute->is<None>()) return item;
  const auto look_up = [&](const Value& from, const Value& key) {
    Value found = renderer.item(from, key);
    return otherwise != nullptr && !otherwise->is<None>() && found.is<Undefined>() ? *otherwise : found;
  };
  if (!attribute->is_text()) return look_up(item, *attribute);
  Value value = item;
  const std::string& path = attribute->bytes();
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    const bool is_index = !part.empty() && part.size() < 19 && part.find_first_not_of("0123456789") == part.npos;
    value = look_up(value, is_index ? Value{static_cast<std::int64_t>(std::stoll(part))} : renderer.text(part));
    begin = end + 1;
  }
  return value;
}

}  // namespace ganymede::inline v0::jinja
