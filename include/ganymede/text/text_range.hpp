#pragma once
// A part of a text.

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0 {

/// Bytes [begin, end) of a text.
struct TextRange {
  std::size_t begin = 0, end = 0;
  bool operator==(const TextRange&) const = default;

  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

}  // namespace ganymede::inline v0
