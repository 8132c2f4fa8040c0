#pragma once
// The sets of code points that patterns name: \p{...}, \s, \d, \w, and what case folding adds to a set.
// Names as in Unicode Technical Standard #18, 1.2, compared without case, spaces, '-' and '_' (UAX #44, LM3).

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/code_point_set.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

/// All code points whose category begins with `prefix` ("L", "Lu").
GANYMEDE_ONCE CodePointRanges category_ranges(std::string_view prefix);

GANYMEDE_ONCE std::string loose_name(std::string_view name);

GANYMEDE_ONCE std::optional<CodePointRanges> script_ranges(std::string_view loose);

GANYMEDE_ONCE CodePointRanges digits();
GANYMEDE_ONCE CodePointRanges white_space();
GANYMEDE_ONCE CodePointRanges alphabetic();
/// Oniguruma's word characters: Alphabetic, M, Nd, Pc.
GANYMEDE_ONCE CodePointRanges word();

/// What \b, and \w outside brackets, take for a word character: Oniguruma looks Latin-1 up in a table of its own, which adds
/// ² ³ ¹ ¼ ½ ¾.
GANYMEDE_ONCE CodePointRanges bare_word();

/// The set behind \p{name}, or nothing where the name is not known.
GANYMEDE_ONCE std::optional<CodePointRanges> property_ranges(std::string_view name);

/// The pairs of simple case folding, {folded, unfolded}, in order.
GANYMEDE_ONCE const std::vector<std::pair<char32_t, char32_t>>& unfolded();

/// `members` and all code points that fold to what a member folds to (simple case folding). Takes time by the members that fold,
/// not by all that could.
GANYMEDE_ONCE CodePointRanges fold_closure(const CodePointRanges& members);

}  // namespace ganymede::inline v0::detail::regex

#if GANYMEDE_BODIES
#include <ganymede/text/regex/classes.ipp>
#endif
