#pragma once
// Numbers of settings, checked beyond their type. ConfigErrors name the file's own key.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/settings.hpp>

#include <limits>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {
template <class Number>
Number in_range(const Settings& settings, std::string_view key, Number value, bool holds, const char* expected) {
  if (!holds)
    throw ConfigError{{.problem = "out of range",
                       .file = settings.file(),
                       .key = settings.own_key(key),
                       .expected = expected,
                       .found = describe_number(value)}};
  return value;
}

/// What something is multiplied or divided by: a positive number; ConfigError otherwise.
inline double factor_or(const Settings& settings, std::string_view key, double fallback) {
  const double value = settings.get_or<double>(key, fallback);
  return in_range(settings, key, value, value > 0 && value <= std::numeric_limits<float>::max(), "a positive number");
}
}  // namespace detail

/// A positive whole number of the settings; ConfigError otherwise.
inline Index positive(const Settings& settings, std::string_view key) {
  const Index value = settings.get<Index>(key);
  return detail::in_range(settings, key, value, value > 0 && value <= (Index{1} << 31), "a positive number");
}
/// The same, or `fallback` where there is none.
inline Index positive_or(const Settings& settings, std::string_view key, Index fallback) {
  return settings.has(key) ? positive(settings, key) : fallback;
}

/// What a norm adds to a variance, under a root: not negative. ConfigError otherwise.
inline double epsilon_or(const Settings& settings, std::string_view key, double fallback) {
  const double value = settings.get_or<double>(key, fallback);
  return detail::in_range(settings, key, value, value >= 0, "0 or more");
}

/// ConfigError where there is a setting `key`, another name for something else, with another value than that: of two that disagree nobody
/// knows which is meant.
inline void require_same(const Settings& settings, std::string_view key, Index expected) {
  if (settings.has(key) && settings.get<Index>(key) != expected)
    throw ConfigError{{.problem = "disagrees with the setting that is read in its place",
                       .file = settings.file(),
                       .key = settings.own_key(key),
                       .expected = std::to_string(expected),
                       .found = std::to_string(settings.get<Index>(key))}};
}

}  // namespace ganymede::inline v0
