#pragma once
// The bodies of sequence_filters.hpp.

#include <ganymede/text/jinja/sequence_filters.hpp>

#include <ganymede/text/jinja/objects.hpp>
#include <ganymede/text/jinja/tests.hpp>
#include <ganymede/text/jinja/text_case.hpp>
#include <ganymede/text/jinja/text_operations.hpp>

#include <algorithm>
#include <iterator>

namespace ganymede::inline v0::jinja {

inline Value length_filter(Renderer&, const Arguments& given) {
  const Value value = Bound("length", given, {"obj"}, 1)[0];
  std::size_t length = 0;
  if (value.is_text())
    length = value.text().length();
  else if (value.sequence() != nullptr)
    length = value.sequence()->items.size();
  else if (value.dict() != nullptr)
    length = value.dict()->size();
  else if (!value.is<Undefined>() && (value.object() == nullptr || !value.object()->length(length)))
    fail("object of type '" + std::string(type_name(value)) + "' has no len()");
  return {static_cast<std::int64_t>(length)};
}

inline Value list_filter(Renderer& renderer, const Arguments& given) {
  const SequencePointer all = renderer.items(Bound("list", given, {"value"}, 1)[0]);
  return renderer.list(all->items);
}

inline Value first_filter(Renderer& renderer, const Arguments& given) {
  const Value value = Bound("first", given, {"seq"}, 1)[0];
  Value out;
  if (auto* const iterator = value.as<Iterator>()) {
    if (iterator->next(out)) return out;
  } else if (const SequencePointer all = renderer.items(value); !all->items.empty()) {
    return all->items.front();
  }
  return renderer.undefined("No first item, sequence was empty.");
}

inline Value last_filter(Renderer& renderer, const Arguments& given) {
  const Value value = Bound("last", given, {"seq"}, 1)[0];
  if (value.as<Iterator>() != nullptr) fail("'generator' object is not reversible");
  const SequencePointer all = renderer.items(value);
  return all->items.empty() ? renderer.undefined("No last item, sequence was empty.") : all->items.back();
}

inline Value reverse_filter(Renderer& renderer, const Arguments& given) {
  const Value value = Bound("reverse", given, {"value"}, 1)[0];
  if (value.is_text()) return renderer.slice(value, {}, {}, {std::int64_t{-1}});
  const SequencePointer all = renderer.items(value);
  return iterator_over(renderer, {all->items.rbegin(), all->items.rend()});
}

inline Value join_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("join", given, {"value", "d", "attribute"}, 1);
  const TextPointer separator = bound.has(1) ? renderer.to_text(bound[1]) : std::get<TextPointer>(renderer.text("").data);
  if (!bound.some(2)) return join_text(renderer, *separator, bound[0], false);
  std::vector<Value> items;
  const SequencePointer all = renderer.items(bound[0]);
  for (const Value& item : all->items) items.push_back(attribute_path(renderer, item, &bound[2]));
  return join_text(renderer, *separator, renderer.list(std::move(items)), false);
}

inline Value sum_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("sum", given, {"iterable", "attribute", "start"}, 1);
  Value sum = bound.has(2) ? bound[2] : Value{std::int64_t{0}};
  if (sum.is_text()) fail("sum() can't sum strings [use ''.join(seq) instead]");
  const SequencePointer all = renderer.items(bound[0]);
  for (const Value& item : all->items) sum = renderer.binary("+", sum, attribute_path(renderer, item, bound.find(1)));
  return sum;
}

inline Value items_filter(Renderer& renderer, const Arguments& given) {
  const Value value = Bound("items", given, {"value"}, 1)[0];
  std::vector<Value> items;
  if (!value.is<Undefined>()) {
    if (value.dict() == nullptr) fail("Can only get item pairs from a mapping.");
    for (const auto& [key, member] : value.dict()->entries()) items.push_back(renderer.list({key, member}, true));
  }
  return iterator_over(renderer, std::move(items));
}

inline Value map_filter(Renderer& renderer, const Arguments& given) {
  if (given.positional.empty()) fail("map requires a value");
  std::vector<Value> out;
  if (!truth(given.positional[0])) return iterator_over(renderer, {});
  const SequencePointer all = renderer.items(given.positional[0]);
  const auto named = [&](std::string_view name) -> const Value* {
    for (const auto& [other, value] : given.named)
      if (other == name) return &value;
    return nullptr;
  };
  if (given.positional.size() == 1 && named("attribute") != nullptr) {
    for (const auto& [name, value] : given.named)
      if (name != "attribute" && name != "default") fail("Unexpected keyword argument '" + name + "'");
    for (const Value& item : all->items) out.push_back(attribute_path(renderer, item, named("attribute"), named("default")));
    return iterator_over(renderer, std::move(out));
  }
  if (given.positional.size() == 1) fail("map requires a filter argument");
  if (!given.positional[1].is_text()) fail("map requires the name of a filter");
  Arguments passed{.positional = {given.positional.begin() + 1, given.positional.end()}, .named = given.named};
  for (const Value& item : all->items) {
    passed.positional[0] = item;
    out.push_back(call_filter(renderer, given.positional[1].bytes(), passed));
  }
  return iterator_over(renderer, std::move(out));
}

/// select, reject, selectattr, rejectattr.
template <bool wanted, bool of_attribute>
Value select_filter(Renderer& renderer, const Arguments& given) {
  if (given.positional.empty()) fail("select requires a value");
  if (!truth(given.positional[0])) return iterator_over(renderer, {});
  const std::size_t first = of_attribute ? 2 : 1;
  if (given.positional.size() < first) fail("Missing parameter for attribute name");
  const bool has_test = given.positional.size() > first;
  if (has_test && !given.positional[first].is_text()) fail("select requires the name of a test");
  Arguments passed{.positional = {given.positional.begin() + static_cast<std::ptrdiff_t>(has_test ? first : 0), given.positional.end()},
                   .named = given.named};
  std::vector<Value> out;
  const SequencePointer all = renderer.items(given.positional[0]);
  for (const Value& item : all->items) {
    const Value looked_at = of_attribute ? attribute_path(renderer, item, &given.positional[1]) : item;
    passed.positional[0] = looked_at;
    const bool holds = has_test ? call_test(renderer, given.positional[first].bytes(), passed) : truth(looked_at);
    if (holds == wanted) out.push_back(item);
  }
  return iterator_over(renderer, std::move(out));
}

inline Value batch_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("batch", given, {"value", "linecount", "fill_with"}, 2);
  const std::int64_t size = bound.integer(1, 1);
  std::vector<Value> out, batch;
  const SequencePointer all = renderer.items(bound[0]);
  for (const Value& item : all->items) {
    if (static_cast<std::int64_t>(batch.size()) == size) out.push_back(renderer.list(std::exchange(batch, {})));
    batch.push_back(item);
  }
  if (!batch.empty()) {
    const std::size_t wanted = bound.some(2) && size > 0 ? static_cast<std::size_t>(size) : 0;
    if (wanted > batch.size()) {
      renderer.budget().could_hold(wanted > (std::size_t{1} << 40U) ? wanted : wanted * sizeof(Value));
      batch.resize(wanted, bound[2]);
    }
    out.push_back(renderer.list(std::move(batch)));
  }
  return iterator_over(renderer, std::move(out));
}

inline Value slice_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("slice", given, {"value", "slices", "fill_with"}, 2);
  const SequencePointer all = renderer.items(bound[0]);
  const std::int64_t slices = bound.integer(1, 1);
  if (slices == 0) fail("integer division or modulo by zero");
  std::vector<Value> out;
  const auto n = static_cast<std::int64_t>(all->items.size());
  const std::int64_t each = slices > 0 ? n / slices : 0, extra = slices > 0 ? n % slices : 0;
  auto at = all->items.begin();
  for (std::int64_t i = 0; i < slices; ++i) {
    const auto end = at + static_cast<std::ptrdiff_t>(each + (i < extra ? 1 : 0));
    std::vector<Value> part(at, end);
    if (bound.some(2) && i >= extra) part.push_back(bound[2]);
    out.push_back(renderer.list(std::move(part)));
    at = end;
  }
  return iterator_over(renderer, std::move(out));
}

inline constexpr NamedFilter sequence_filters[] = {
    {"batch", batch_filter},
    {"count", length_filter},
    {"first", first_filter},
    {"items", items_filter},
    {"join", join_filter},
    {"last", last_filter},
    {"length", length_filter},
    {"list", list_filter},
    {"map", map_filter},
    {"reject", select_filter<false, false>},
    {"rejectattr", select_filter<false, true>},
    {"reverse", reverse_filter},
    {"select", select_filter<true, false>},
    {"selectattr", select_filter<true, true>},
    {"slice", slice_filter},
    {"sum", sum_filter},
};

GANYMEDE_ONCE Filter find_sequence_filter(std::string_view name) {
  const auto* const found = std::find_if(std::begin(sequence_filters), std::end(sequence_filters),
                                         [&](const NamedFilter& filter) { return filter.name == name; });
  return found == std::end(sequence_filters) ? nullptr : found->filter;
}

}  // namespace ganymede::inline v0::jinja
