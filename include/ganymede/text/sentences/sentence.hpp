#pragma once
// A sentence of a text.

#include <ganymede/version.hpp>

#include <cstddef>

namespace ganymede::inline v0 {

/// Bytes [begin, end) of the text it was found in, white space trimmed off.
struct Sentence {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool ends_paragraph = false;  ///< a blank line follows, or the end of the text
};

}  // namespace ganymede::inline v0
