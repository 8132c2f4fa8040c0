#pragma once
// Reads the character classes of a pattern: escapes, properties, and what stands between brackets.

#include <ganymede/split.hpp>
#include <ganymede/text/regex/reader.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail::regex {

/// The code points of an escape or of an item between brackets, and whether it names a single one.
using ClassItem = std::pair<CodePointRanges, bool>;

/// After \p or \P.
GANYMEDE_ONCE CodePointRanges property(PatternReader& in, std::size_t begin);

/// What follows a backslash, and the code point if it is one. \b inside brackets is a backspace.
GANYMEDE_ONCE ClassItem escaped(PatternReader& in, std::size_t begin);

GANYMEDE_ONCE ClassItem class_item(PatternReader& in);

/// After '[': union of items, intersected at &&; the outermost class is folded, before it is negated.
GANYMEDE_ONCE CodePointRanges bracket(PatternReader& in, bool ignore_case);

}  // namespace ganymede::inline v0::detail::regex

#if GANYMEDE_BODIES
#include <ganymede/text/regex/class_parser.ipp>
#endif
