#pragma once
// The bodies of macros.hpp.

#include <ganymede/text/jinja/macros.hpp>

#include <ganymede/text/jinja/objects.hpp>

#include <algorithm>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool Macro::attribute(Renderer& renderer, std::string_view name, Value& out) {
  if (name == "name") {
    out = renderer.text(name_);
  } else if (name == "arguments") {
    std::vector<Value> names;
    for (const std::string& argument : statement_.names) names.push_back(renderer.text(argument));
    out = renderer.list(std::move(names), true);
  } else if (name == "catch_kwargs" || name == "catch_varargs" || name == "caller") {
    out = {name == "caller" ? statement_.wants_caller : name == "catch_kwargs" ? statement_.wants_kwargs : statement_.wants_varargs};
  } else {
    return false;
  }
  return true;
}

GANYMEDE_ONCE Value Macro::call(Renderer& renderer, const Arguments& arguments) {
  const std::vector<std::string>& names = statement_.names;
  std::vector<std::pair<std::string, Value>> named = arguments.named;
  const auto take = [&](std::string_view name, Value& out) {
    const auto at = std::find_if(named.begin(), named.end(), [&](const auto& given) { return given.first == name; });
    if (at == named.end()) return false;
    out = at->second;
    named.erase(at);
    return true;
  };
  const ScopePointer scope = Renderer::inner(scope_);
  const std::size_t defaults = names.size() - statement_.values.size();
  const bool explicit_caller = std::find(names.begin(), names.end(), "caller") != names.end();
  std::vector<Value> given(names.size());
  std::vector<bool> is_given(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    is_given[i] = i < arguments.positional.size();
    if (is_given[i])
      given[i] = arguments.positional[i];
    else
      is_given[i] = take(names[i], given[i]);
  }
  if (statement_.wants_caller && !explicit_caller) {
    Value caller;
    if (!take("caller", caller) || caller.is<None>()) caller = renderer.undefined("No caller defined");
    scope->set("caller", std::move(caller));
  }
  if (statement_.wants_kwargs) {
    auto rest = renderer.dict();
    for (auto& [name, value] : named) rest->set(renderer.text(name), std::move(value));
    scope->set("kwargs", {DictPointer(std::move(rest))});
  } else if (!named.empty()) {
    fail("macro '" + name_ + "' takes no keyword argument '" + named.front().first + "'");
  }
  const std::size_t used = std::min(names.size(), arguments.positional.size());
  if (statement_.wants_varargs)
    scope->set("varargs",
               renderer.list({arguments.positional.begin() + static_cast<std::ptrdiff_t>(used), arguments.positional.end()}, true));
  else if (used < arguments.positional.size())
    fail("macro '" + name_ + "' takes not more than " + std::to_string(names.size()) + " argument(s)");
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_given[i])
      given[i] = i < defaults ? renderer.undefined("parameter '" + names[i] + "' was not provided")
                              : renderer.evaluate(*statement_.values[i - defaults], scope);
    scope->set(names[i], std::move(given[i]));
  }
  return {renderer.captured(statement_.body, scope)};
}

GANYMEDE_ONCE bool Loop::attribute(Renderer& renderer, std::string_view name, Value& out) {
  const auto number = [&](std::size_t n) { out = {static_cast<std::int64_t>(n)}; };
  const std::size_t n = items_->items.size();
  if (name == "index") {
    number(at_ + 1);
  } else if (name == "index0") {
    number(at_);
  } else if (name == "revindex") {
    number(n - at_);
  } else if (name == "revindex0") {
    number(n - at_ - 1);
  } else if (name == "first") {
    out = {at_ == 0};
  } else if (name == "last") {
    out = {at_ + 1 == n};
  } else if (name == "length") {
    number(n);
  } else if (name == "depth") {
    number(depth_ + 1);
  } else if (name == "depth0") {
    number(depth_);
  } else if (name == "previtem") {
    out = at_ > 0 ? items_->items[at_ - 1] : renderer.undefined("there is no previous item");
  } else if (name == "nextitem") {
    out = at_ + 1 < n ? items_->items[at_ + 1] : renderer.undefined("there is no next item");
  } else if (name == "cycle" || name == "changed") {
    const auto cycle = [](Renderer&, const Value& self, const Arguments& given) {
      if (given.positional.empty()) fail("no items for cycling given");
      return given.positional[self.as<Loop>()->index() % given.positional.size()];
    };
    const auto changed = [](Renderer& r, const Value& self, const Arguments& given) {
      return Value{self.as<Loop>()->changed(r, given.positional)};
    };
    const Value self{ObjectPointer(shared_from_this())};
    out = name == "cycle" ? make_object<Function>(renderer, "cycle", +cycle, self)
                          : make_object<Function>(renderer, "changed", +changed, self);
  } else {
    return false;
  }
  return true;
}

GANYMEDE_ONCE bool Loop::changed(Renderer& renderer, std::vector<Value> values) {
  const bool same = seen_ && std::equal(values.begin(), values.end(), last_.begin(), last_.end(),
                                        [&](const Value& a, const Value& b) { return equal(renderer.budget(), a, b); });
  seen_ = true;
  last_ = std::move(values);
  return !same;
}

GANYMEDE_ONCE Value Loop::call(Renderer& renderer, const Arguments& arguments) {
  if (recursive == nullptr) fail("The loop must have the 'recursive' marker to be called recursively.");
  if (arguments.positional.size() != 1) fail("a recursive loop is called with what it goes through");
  const Statement& statement = *recursive;
  const ScopePointer around = scope;
  return {renderer.captured_loop(statement, arguments.positional[0], around, depth_ + 1)};
}

}  // namespace ganymede::inline v0::jinja
