#pragma once
// The bodies of ordering_filters.hpp.

#include <ganymede/text/jinja/ordering_filters.hpp>

#include <ganymede/text/jinja/objects.hpp>
#include <ganymede/text/jinja/text_case.hpp>

#include <algorithm>
#include <iterator>

namespace ganymede::inline v0::jinja {

inline Value ignore_case(Renderer& renderer, Value value) {
  return value.is_text() ? change_case(renderer, value.text(), TextCase::lower) : value;
}

/// In order of keys, the first of equal ones first; the last first where `reverse`.
inline std::vector<Value> sorted(Renderer& renderer, const std::vector<Value>& items, const std::vector<Value>& keys, bool reverse) {
  std::vector<std::size_t> order(items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto before = [&](std::size_t a, std::size_t b) {
    return reverse ? less(renderer.budget(), keys[b], keys[a]) : less(renderer.budget(), keys[a], keys[b]);
  };
  std::stable_sort(order.begin(), order.end(), before);
  std::vector<Value> out;
  for (const std::size_t i : order) out.push_back(items[i]);
  return out;
}

inline Value sort_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("sort", given, {"value", "reverse", "case_sensitive", "attribute"}, 1);
  const SequencePointer all = renderer.items(bound[0]);
  std::vector<Value> attributes;
  if (bound.some(3) && bound[3].is_text()) {
    const std::string& names = bound[3].bytes();
    for (std::size_t begin = 0; begin <= names.size();) {
      const std::size_t end = std::min(names.find(',', begin), names.size());
      attributes.push_back(renderer.text(names.substr(begin, end - begin)));
      begin = end + 1;
    }
  } else {
    attributes.push_back(bound.some(3) ? bound[3] : Value());
  }
  std::vector<Value> keys;
  for (const Value& item : all->items) {
    std::vector<Value> key;
    for (const Value& attribute : attributes) {
      Value part = attribute_path(renderer, item, &attribute);
      key.push_back(bound.truth_of(2) ? std::move(part) : ignore_case(renderer, std::move(part)));
    }
    keys.push_back(renderer.list(std::move(key)));
  }
  return renderer.list(sorted(renderer, all->items, keys, bound.truth_of(1)));
}

inline Value unique_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("unique", given, {"value", "case_sensitive", "attribute"}, 1);
  Dict seen(renderer.budget());
  std::vector<Value> out;
  const SequencePointer all = renderer.items(bound[0]);
  for (const Value& item : all->items) {
    Value key = attribute_path(renderer, item, bound.find(2));
    if (!bound.truth_of(1)) key = ignore_case(renderer, std::move(key));
    if (seen.find(key) != nullptr) continue;
    seen.set(std::move(key), {});
    out.push_back(item);
  }
  return iterator_over(renderer, std::move(out));
}

template <bool largest>
Value extreme_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound(largest ? "max" : "min", given, {"value", "case_sensitive", "attribute"}, 1);
  const SequencePointer all = renderer.items(bound[0]);
  if (all->items.empty()) return renderer.undefined("No aggregated item, sequence was empty.");
  const auto key_of = [&](const Value& item) {
    Value key = attribute_path(renderer, item, bound.find(2));
    return bound.truth_of(1) ? key : ignore_case(renderer, std::move(key));
  };
  std::size_t best = 0;
  Value best_key = key_of(all->items[0]);
  for (std::size_t i = 1; i < all->items.size(); ++i) {
    Value key = key_of(all->items[i]);
    if (largest ? !less(renderer.budget(), best_key, key) : !less(renderer.budget(), key, best_key)) continue;
    best = i;
    best_key = std::move(key);
  }
  return all->items[best];
}

inline Value dictsort_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("dictsort", given, {"value", "case_sensitive", "by", "reverse"}, 1);
  const std::string by = bound.has(2) ? bound.text(2).bytes() : "key";
  if (by != "key" && by != "value") fail("You can only sort by either \"key\" or \"value\"");
  require_defined(bound[0]);
  if (bound[0].dict() == nullptr) fail("'" + std::string(type_name(bound[0])) + "' object has no attribute 'items'");
  std::vector<Value> items, keys;
  for (const auto& [key, member] : bound[0].dict()->entries()) {
    items.push_back(renderer.list({key, member}, true));
    const Value& sorted_by = by == "key" ? key : member;
    keys.push_back(bound.truth_of(1) ? sorted_by : ignore_case(renderer, sorted_by));
  }
  return renderer.list(sorted(renderer, items, keys, bound.truth_of(3)));
}

inline Value groupby_filter(Renderer& renderer, const Arguments& given) {
  const Bound bound("groupby", given, {"value", "attribute", "default", "case_sensitive"}, 2);
  const SequencePointer all = renderer.items(bound[0]);
  std::vector<Value> keys;
  const auto raw_key = [&](const Value& item) { return attribute_path(renderer, item, &bound[1], bound.find(2)); };
  const auto key_of = [&](const Value& item) { return bound.truth_of(3) ? raw_key(item) : ignore_case(renderer, raw_key(item)); };
  for (const Value& item : all->items) keys.push_back(key_of(item));
  const std::vector<Value> items = sorted(renderer, all->items, keys, false);
  std::vector<Value> out;
  for (std::size_t begin = 0; begin < items.size();) {
    std::size_t end = begin + 1;
    while (end < items.size() && equal(renderer.budget(), key_of(items[begin]), key_of(items[end]))) ++end;
    std::vector<Value> group(items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end));
    out.push_back(make_object<Group>(renderer, raw_key(items[begin]), renderer.list(std::move(group))));
    begin = end;
  }
  return renderer.list(std::move(out));
}

inline constexpr NamedFilter ordering_filters[] = {
    {"dictsort", dictsort_filter},  {"groupby", groupby_filter}, {"max", extreme_filter<true>},
    {"min", extreme_filter<false>}, {"sort", sort_filter},       {"unique", unique_filter},
};

GANYMEDE_ONCE Filter find_ordering_filter(std::string_view name) {
  const auto* const found = std::find_if(std::begin(ordering_filters), std::end(ordering_filters),
                                         [&](const NamedFilter& filter) { return filter.name == name; });
  return found == std::end(ordering_filters) ? nullptr : found->filter;
}

}  // namespace ganymede::inline v0::jinja
