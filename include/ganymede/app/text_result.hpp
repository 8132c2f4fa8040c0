#pragma once
// What became of one text of many: a value, or an error that is this text's alone.

#include <ganymede/version.hpp>

#include <exception>
#include <utility>

namespace ganymede::inline v0 {

template <class Value>
struct TextResult {
  Value value{};
  std::exception_ptr error{};  ///< why this text, and no other, has no value

  bool ok() const noexcept { return !error; }
  /// The value. Throws the error where there is one.
  const Value& get() const& {
    if (error) std::rethrow_exception(error);
    return value;
  }
  Value get() && {
    if (error) std::rethrow_exception(error);
    return std::move(value);
  }
};

}  // namespace ganymede::inline v0
