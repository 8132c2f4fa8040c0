#pragma once
// Arguments by position and by name, put in their places.

#include <ganymede/text/jinja/renderer.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::jinja {

/// What a function with these parameters was given. Fails for arguments it does not take, and where the first `required` are not given.
class Bound {
 public:
  Bound(std::string_view function, const Arguments& given, std::initializer_list<std::string_view> parameters, std::size_t required)
      : values_(parameters.size(), nullptr) {
    const std::string name(function);
    if (given.positional.size() > values_.size())
      fail(name + "() takes at most " + std::to_string(values_.size()) + " arguments (" + std::to_string(given.positional.size()) +
           " given)");
    for (std::size_t i = 0; i < given.positional.size(); ++i) values_[i] = &given.positional[i];
    for (const auto& [key, value] : given.named) {
      std::size_t at = 0;
      while (at < values_.size() && (parameters.begin()[at] != key || key.empty())) ++at;
      if (at == values_.size()) fail(name + "() got an unexpected keyword argument '" + key + "'");
      if (values_[at] != nullptr) fail(name + "() got multiple values for argument '" + key + "'");
      values_[at] = &value;
    }
    for (std::size_t i = 0; i < required; ++i)
      if (values_[i] == nullptr) fail(name + "() missing required argument: '" + std::string(parameters.begin()[i]) + "'");
  }

  bool has(std::size_t i) const { return values_[i] != nullptr; }
  /// Whether it was given, and is not None.
  bool some(std::size_t i) const { return has(i) && !values_[i]->is<None>(); }
  const Value& operator[](std::size_t i) const { return *values_[i]; }
  const Value* find(std::size_t i) const { return values_[i]; }
  bool truth_of(std::size_t i, bool otherwise = false) const { return has(i) ? truth(*values_[i]) : otherwise; }
  std::int64_t integer(std::size_t i, std::int64_t otherwise) const {
    if (!has(i)) return otherwise;
    require_defined(*values_[i]);
    if (values_[i]->integer() == nullptr) fail("'" + std::string(type_name(*values_[i])) + "' object cannot be interpreted as an integer");
    return *values_[i]->integer();
  }
  const Text& text(std::size_t i) const {
    require_defined(*values_[i]);
    if (!values_[i]->is_text()) fail("expected a string, not '" + std::string(type_name(*values_[i])) + "'");
    return values_[i]->text();
  }

 private:
  std::vector<const Value*> values_;
};

}  // namespace ganymede::inline v0::jinja
