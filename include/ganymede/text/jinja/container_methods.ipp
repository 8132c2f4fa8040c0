#pragma once
// The bodies of container_methods.hpp.

#include <ganymede/text/jinja/container_methods.hpp>

#include <ganymede/text/jinja/arguments.hpp>
#include <ganymede/text/jinja/objects.hpp>

#include <algorithm>
#include <iterator>

namespace ganymede::inline v0::jinja {

struct ContainerMethod {
  std::string_view name;
  Function::Body body;  // null: it changes its value
};

inline Value view_of(Renderer& renderer, std::string_view kind, const Value& self, const Arguments& given) {
  const Bound bound(kind, given, {}, 0);
  return make_object<View>(renderer, kind, std::get<DictPointer>(self.data));
}

inline Value get_method(Renderer&, const Value& self, const Arguments& given) {
  if (!given.named.empty()) fail("dict.get() takes no keyword arguments");
  const Bound bound("get", given, {"key", "default"}, 1);
  const Value* const found = self.dict()->find(bound[0]);
  return found != nullptr ? *found : bound.has(1) ? bound[1] : Value();
}

inline Value copy_method(Renderer&, const Value& self, const Arguments& given) {
  const Bound bound("copy", given, {}, 0);
  return self;
}

GANYMEDE_ONCE Value fromkeys_method(Renderer& renderer, const Value&, const Arguments& given) {
  const Bound bound("fromkeys", given, {"iterable", "value"}, 1);
  auto made = renderer.dict();
  const SequencePointer all = renderer.items(bound[0]);
  for (const Value& key : all->items) made->set(key, bound.has(1) ? bound[1] : Value());
  return {DictPointer(std::move(made))};
}

inline Value index_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("index", given, {"value", "start", "stop"}, 1);
  const std::vector<Value>& items = self.sequence()->items;
  const auto n = static_cast<std::int64_t>(items.size());
  const auto limit = [&](std::size_t i, std::int64_t otherwise) {
    const std::int64_t at = bound.integer(i, otherwise);
    return std::clamp<std::int64_t>(at < 0 ? at + n : at, 0, n);
  };
  for (std::int64_t i = limit(1, 0); i < limit(2, n); ++i)
    if (equal(renderer.budget(), items[static_cast<std::size_t>(i)], bound[0])) return {i};
  fail("value is not in list");
}

inline Value count_items_method(Renderer& renderer, const Value& self, const Arguments& given) {
  const Bound bound("count", given, {"value"}, 1);
  const std::vector<Value>& items = self.sequence()->items;
  return {static_cast<std::int64_t>(
      std::count_if(items.begin(), items.end(), [&](const Value& item) { return equal(renderer.budget(), item, bound[0]); }))};
}

inline constexpr ContainerMethod dict_methods[] = {
    {"clear", nullptr},
    {"copy", copy_method},
    {"fromkeys", fromkeys_method},
    {"get", get_method},
    {"items", [](Renderer& r, const Value& self, const Arguments& given) { return view_of(r, "dict_items", self, given); }},
    {"keys", [](Renderer& r, const Value& self, const Arguments& given) { return view_of(r, "dict_keys", self, given); }},
    {"pop", nullptr},
    {"popitem", nullptr},
    {"setdefault", nullptr},
    {"update", nullptr},
    {"values", [](Renderer& r, const Value& self, const Arguments& given) { return view_of(r, "dict_values", self, given); }},
};
inline constexpr ContainerMethod list_methods[] = {
    {"count", count_items_method}, {"index", index_method}, {"copy", copy_method},
    {"append", nullptr},           {"clear", nullptr},      {"extend", nullptr},
    {"insert", nullptr},           {"pop", nullptr},        {"remove", nullptr},
    {"reverse", nullptr},          {"sort", nullptr},
};

GANYMEDE_ONCE bool find_container_method(Renderer& renderer, const Value& self, std::string_view name, Value& out) {
  const bool is_dict = self.dict() != nullptr;
  const auto* const begin = is_dict ? std::begin(dict_methods) : std::begin(list_methods);
  const auto* const end = is_dict ? std::end(dict_methods) : self.is_tuple() ? std::begin(list_methods) + 2 : std::end(list_methods);
  const auto* const found = std::find_if(begin, end, [&](const ContainerMethod& method) { return method.name == name; });
  if (found == end) return false;
  if (found->body == nullptr)
    out = {Undefined{}};
  else
    out = make_object<Function>(renderer, std::string(name), found->body, self);
  return true;
}

}  // namespace ganymede::inline v0::jinja
