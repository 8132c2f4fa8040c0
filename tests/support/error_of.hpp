#pragma once
// What an expression throws, to look at its parts.

#include <ganymede/core/error.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

/// The details of the E that `action` throws; a failed check where it throws nothing or something else.
template <class E, class Action>
ganymede::ErrorDetails error_of(Action action) {
  try {
    action();
    FAIL_CHECK("nothing was thrown");
  } catch (const E& error) {
    CHECK_FALSE(std::string(error.what()).empty());
    return error.details();
  } catch (const std::exception& error) {
    FAIL_CHECK("another exception was thrown: " << error.what());
  }
  return {};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::size_t times_in(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++n;
  return n;
}
