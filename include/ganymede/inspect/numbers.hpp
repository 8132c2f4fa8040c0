#pragma once
// Numbers as people and JavaScript read them, whatever the locale.

#include <ganymede/version.hpp>

#include <charconv>
#include <cmath>
#include <string>

namespace ganymede::inline v0 {
namespace detail {

/// Appends `value` with at most `digits` significant digits, without trailing zeros. `value` is finite and digits <= 17.
inline void append_number(std::string& out, double value, int digits = 5) {
  char buffer[32];
  if (value == 0) value = 0;  // no -0
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
  out.append(buffer, end.ptr);
}

/// Appends `value` with exactly `decimals` digits after the point.
inline void append_fixed(std::string& out, double value, int decimals) {
  char buffer[512];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  if (end.ec == std::errc{}) out.append(buffer, end.ptr);
}

}  // namespace detail
}  // namespace ganymede::inline v0
