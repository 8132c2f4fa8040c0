#pragma once
// One JSON value as the C++ type that a setting needs, range-checked. Shared by config.json and GGUF metadata.

#include <ganymede/core/error.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_types.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

/// Whether a whole number lies in T's range.
template <SettingInteger T>
bool fits(const Json& value) {
  if (value.is_number_unsigned()) return std::in_range<T>(value.get_ref<const Json::number_unsigned_t&>());
  if (value.is_number_integer()) return std::in_range<T>(value.get_ref<const Json::number_integer_t&>());
  if (!value.is_number_float()) return false;
  // 64.0 is a whole number too, as long as a double holds it exactly.
  const double number = value.get_ref<const Json::number_float_t&>();
  return std::abs(number) <= 0x1p53 && number == std::trunc(number) && std::in_range<T>(static_cast<std::int64_t>(number));
}

/// bool, integers, float, double, std::string. ConfigError naming file, key, expected and found.
template <SettingType T>
T setting_value(const Json& value, const std::string& file, const std::string& key) {
  const auto fail = [&](std::string expected) {
    return ConfigError{{.problem = "setting has the wrong type or range",
                        .file = file,
                        .key = key,
                        .expected = std::move(expected),
                        .found = describe(value)}};
  };
  if constexpr (std::same_as<T, bool>) {
    if (!value.is_boolean()) throw fail("true or false");
    return value.get<bool>();
  } else if constexpr (SettingInteger<T>) {
    if (!fits<T>(value))
      throw fail("a whole number in [" + std::to_string(std::numeric_limits<T>::min()) + ", " +
                 std::to_string(std::numeric_limits<T>::max()) + "]");
    return value.is_number_float() ? static_cast<T>(value.get<double>()) : value.get<T>();
  } else if constexpr (std::floating_point<T>) {
    const double number = value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
    if (!(std::abs(number) <= static_cast<double>(std::numeric_limits<T>::max()))) throw fail("a finite number");
    return static_cast<T>(number);
  } else {
    if (!value.is_string()) throw fail("a string");
    return value.get<std::string>();
  }
}

}  // namespace detail
}  // namespace ganymede::inline v0
