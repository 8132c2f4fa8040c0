#pragma once
// The bodies of generation_request.hpp.

#include <ganymede/decode/generation_request.hpp>

#include <string>

namespace ganymede::inline v0::detail {

/// `details` as the type that `error` has, among those listed; Error where it has none of them.
template <class... Kinds>
std::exception_ptr same_kind(const Error& error, const ErrorDetails& details) {
  std::exception_ptr same;
  const auto try_kind = [&]<class Kind>(const Kind*) {
    if (dynamic_cast<const Kind*>(&error) == nullptr) return false;
    same = std::make_exception_ptr(Kind{details});
    return true;
  };
  if (!(try_kind(static_cast<const Kinds*>(nullptr)) || ...)) same = std::make_exception_ptr(Error{details});
  return same;
}

GANYMEDE_ONCE std::exception_ptr name_request(const std::exception_ptr& error, std::size_t number) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    ErrorDetails details = e.details();
    details.key = "requests[" + std::to_string(number) + "]" + (details.key.empty() ? "" : "." + details.key);
    return same_kind<FileError, FormatError, ConfigError, TensorError, TokenizerError, InputError, ContextError, CapacityError>(e, details);
  } catch (...) {
    return error;
  }
}

GANYMEDE_ONCE std::size_t checked_number(Index number, std::size_t count, std::string_view kind) {
  if (number < 0 || static_cast<std::size_t>(number) >= count)
    throw InputError{{.problem = "no such " + std::string(kind),
                      .key = std::string(kind),
                      .expected = "0 or more, below " + std::to_string(count),
                      .found = std::to_string(number)}};
  return static_cast<std::size_t>(number);
}

}  // namespace ganymede::inline v0::detail
