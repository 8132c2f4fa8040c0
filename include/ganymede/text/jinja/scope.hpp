#pragma once
// The variables that statements see.

#include <ganymede/text/jinja/value.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::jinja {

/// One level of names. Reading looks through the levels around it, setting stays in it: what a loop sets is gone after its turn.
struct Scope {
  std::shared_ptr<Scope> parent{};
  std::vector<std::pair<std::string, Value>> variables{};
  bool kept = false;  ///< a macro was defined in it, which refers to it

  const Value* find(std::string_view name) const {
    for (const Scope* scope = this; scope != nullptr; scope = scope->parent.get())
      for (const auto& [other, value] : scope->variables)
        if (other == name) return &value;
    return nullptr;
  }
  void set(std::string_view name, Value value) {
    for (auto& [other, old] : variables)
      if (other == name) {
        old = std::move(value);
        return;
      }
    variables.emplace_back(std::string(name), std::move(value));
  }
};
using ScopePointer = std::shared_ptr<Scope>;

}  // namespace ganymede::inline v0::jinja
