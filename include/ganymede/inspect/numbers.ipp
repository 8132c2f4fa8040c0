#pragma once
// The bodies of numbers.hpp.

#include <ganymede/inspect/numbers.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE void append_number(std::string& out, double value, int digits) {
  char buffer[32];
  if (value == 0) value = 0;  // no -0
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  out.append(buffer, end.ptr);
}

GANYMEDE_ONCE void append_fixed(std::string& out, double value, int decimals) {
  char buffer[512];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  if (end.ec == std::errc{}) out.append(buffer, end.ptr);
}

}  // namespace detail

}  // namespace ganymede::inline v0
