#pragma once
// The bodies of error.hpp.

#include <ganymede/core/error.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string Error::message(const ErrorDetails& d) {
  constexpr std::size_t long_part = 1000, short_part = 300;
  std::string text;
  const auto part = [&text](std::string_view before, std::string_view what, std::size_t limit) {
    if (!what.empty()) text.append(text.empty() ? "" : before).append(detail::printable(what, limit));
  };
  part("", d.file, long_part);
  part(": ", d.key, short_part);
  part(": ", d.problem, long_part);
  part(" (expected ", d.expected, short_part);
  part(d.expected.empty() ? " (found " : ", found ", d.found, short_part);
  if (!d.expected.empty() || !d.found.empty()) text += ")";
  return text;
}

}  // namespace ganymede::inline v0
