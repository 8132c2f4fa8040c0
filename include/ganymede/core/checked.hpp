#pragma once
// Overflow-safe arithmetic for sizes that come from files.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <concepts>
#include <limits>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

/// a * b, or FormatError naming `key` when it does not fit.
template <std::unsigned_integral U>
U checked_mul(U a, U b, std::string_view file, std::string_view key) {
  if (b != 0 && a > std::numeric_limits<U>::max() / b)
    throw FormatError{{.problem = "size overflows",
                       .file = std::string(file),
                       .key = std::string(key),
                       .found = std::to_string(a) + " x " + std::to_string(b)}};
  return static_cast<U>(a * b);
}

/// a + b, or FormatError naming `key` when it does not fit.
template <std::unsigned_integral U>
U checked_add(U a, U b, std::string_view file, std::string_view key) {
  if (a > std::numeric_limits<U>::max() - b)
    throw FormatError{{.problem = "size overflows",
                       .file = std::string(file),
                       .key = std::string(key),
                       .found = std::to_string(a) + " + " + std::to_string(b)}};
  return static_cast<U>(a + b);
}

}  // namespace ganymede::inline v0
