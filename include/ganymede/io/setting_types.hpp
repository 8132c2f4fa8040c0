#pragma once
// The types that a setting can be read as.

#include <ganymede/core/types.hpp>

#include <concepts>
#include <string>

namespace ganymede::inline v0 {
namespace detail {
template <class T, class... Types>
concept OneOf = (std::same_as<T, Types> || ...);
}  // namespace detail

template <class T>
concept SettingInteger =
    detail::OneOf<T, signed char, unsigned char, short, unsigned short, int, unsigned, long, unsigned long, long long, unsigned long long>;

/// bool, an integer type (range-checked; 64.0 counts as 64), float or double (finite), or std::string.
template <class T>
concept SettingType = SettingInteger<T> || detail::OneOf<T, bool, float, double, std::string>;

}  // namespace ganymede::inline v0

// Each of them, for those whose templates are instantiated in one place (split.hpp).
#define GANYMEDE_FOR_EACH_SETTING_TYPE(USE) \
  USE(bool)                                 \
  USE(signed char)                          \
  USE(unsigned char)                        \
  USE(short)                                \
  USE(unsigned short)                       \
  USE(int) USE(unsigned) USE(long) USE(unsigned long) USE(long long) USE(unsigned long long) USE(float) USE(double) USE(std::string)
