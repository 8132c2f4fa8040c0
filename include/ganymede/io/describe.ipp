#pragma once
// The bodies of describe.hpp.

#include <ganymede/io/describe.hpp>

#include <ganymede/io/json_value.hpp>

#include <cmath>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::string describe(const Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>()))  // JSON has no spelling for it
    return std::isnan(value.get<double>()) ? "NaN" : value.get<double>() < 0 ? "-Infinity" : "Infinity";
  std::string text = value.dump();
  if (text.size() > 60) {
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
    text = text.substr(0, end) + "...";
  }
  return text;
}

GANYMEDE_ONCE std::string describe_number(double value) { return describe(Json(value)); }

GANYMEDE_ONCE std::string describe_number(Index value) { return describe(Json(value)); }

}  // namespace ganymede::inline v0::detail
