#pragma once
// What may be a name in a text, by its capital letters.

#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Runs of words that begin with a capital letter, in the order of the text: with what joins them in names ("Ludwig van Beethoven", "Isle
/// of Man", "J. R. R. Tolkien"), without the possessive 's and without words in front that like to begin sentences ("The", "When"). For
/// scripts that have capitals; German has them on every noun, and gives as many candidates.
GANYMEDE_ONCE std::vector<TextRange> name_candidates(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/name_candidates.ipp>
#endif
