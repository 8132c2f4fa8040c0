#pragma once
// The bodies of functions.hpp.

#include <ganymede/text/jinja/functions.hpp>

#include <ganymede/text/jinja/arguments.hpp>
#include <ganymede/text/jinja/clock_text.hpp>
#include <ganymede/text/jinja/container_methods.hpp>
#include <ganymede/text/jinja/objects.hpp>

#include <utility>

namespace ganymede::inline v0::jinja {

inline Value range_function(Renderer& renderer, const Value&, const Arguments& given) {
  if (!given.named.empty()) fail("range() takes no keyword arguments");
  const Bound bound("range", given, {"start", "stop", "step"}, 1);
  const bool alone = !bound.has(1);
  return make_object<Range>(renderer, alone ? 0 : bound.integer(0, 0), bound.integer(alone ? 0 : 1, 0), bound.integer(2, 1));
}

/// dict(mapping or pairs, **more): members put into `out`.
inline void fill_dict(Renderer& renderer, Dict& out, const Arguments& given) {
  if (given.positional.size() > 1) fail("dict expected at most 1 argument, got " + std::to_string(given.positional.size()));
  if (!given.positional.empty()) {
    const Value& from = given.positional[0];
    require_defined(from);
    if (from.dict() != nullptr) {
      for (const auto& [key, value] : from.dict()->entries()) out.set(key, value);
    } else {
      const SequencePointer all = renderer.items(from);
      for (const Value& pair : all->items) {
        const SequencePointer two = renderer.items(pair);
        if (two->items.size() != 2)
          fail("dictionary update sequence element has length " + std::to_string(two->items.size()) + "; 2 is required");
        out.set(two->items[0], two->items[1]);
      }
    }
  }
  for (const auto& [name, value] : given.named) out.set(renderer.text(name), value);
}

/// What `dict` is: called, or asked for fromkeys.
class DictFunction final : public Object {
 public:
  std::string_view type_name() const override { return "TemplateDict"; }
  bool callable() const override { return true; }
  bool attribute(Renderer& renderer, std::string_view name, Value& out) override {
    if (name == "fromkeys") out = make_object<Function>(renderer, "fromkeys", fromkeys_method);
    return name == "fromkeys";
  }
  Value call(Renderer& renderer, const Arguments& given) override {
    auto made = renderer.dict();
    fill_dict(renderer, *made, given);
    return {DictPointer(std::move(made))};
  }
};

inline Value namespace_function(Renderer& renderer, const Value&, const Arguments& given) {
  const auto made = renderer.make_namespace();
  fill_dict(renderer, *made->members, given);
  for (const auto& [name, value] : made->members->entries())
    if (name.is_text() && name.bytes().starts_with('_'))
      fail("Chat templates cannot store underscore-prefixed attributes on a namespace, but got '" + name.bytes() +
           "'. Please rename the attribute.");
  return {ObjectPointer(made)};
}

inline Value cycler_function(Renderer& renderer, const Value&, const Arguments& given) {
  if (given.positional.empty() || !given.named.empty()) fail("at least one item has to be provided");
  return make_object<Cycler>(renderer, given.positional);
}

inline Value joiner_function(Renderer& renderer, const Value&, const Arguments& given) {
  const Bound bound("joiner", given, {"sep"}, 0);
  return make_object<Joiner>(renderer, bound.has(0) ? bound[0] : renderer.text(", "));
}

inline Value raise_exception_function(Renderer& renderer, const Value&, const Arguments& given) {
  const TextPointer message = renderer.to_text(Bound("raise_exception", given, {"message"}, 1)[0]);
  fail(message->bytes());
}

inline Value strftime_now_function(Renderer& renderer, const Value&, const Arguments& given) {
  const Bound bound("strftime_now", given, {"format"}, 1);
  const std::string& format = bound.text(0).bytes();
  renderer.budget().step(format.size());
  return renderer.text(clock_text(format, renderer.now()));
}

inline Value lipsum_function(Renderer&, const Value&, const Arguments&) { fail("lipsum() is not supported"); }

GANYMEDE_ONCE void add_functions(Renderer& renderer, Scope& scope) {
  static constexpr std::pair<const char*, Function::Body> functions[] = {{"range", range_function},
                                                                         {"namespace", namespace_function},
                                                                         {"cycler", cycler_function},
                                                                         {"joiner", joiner_function},
                                                                         {"raise_exception", raise_exception_function},
                                                                         {"strftime_now", strftime_now_function},
                                                                         {"lipsum", lipsum_function}};
  for (const auto& [name, body] : functions) scope.set(name, make_object<Function>(renderer, name, body));
  scope.set("dict", make_object<DictFunction>(renderer));
}

}  // namespace ganymede::inline v0::jinja
