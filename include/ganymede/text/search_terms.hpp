#pragma once
// What a text is searched for by: its words, so written that spellings of one word are one.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Calls f(term) for each term of a text, in order. A term is a run of letters, marks and digits, in compatible characters (NFKC:
/// half-width kana, ligatures and full-width digits are as others) and folded case; apostrophes and hyphens part words; accents count,
/// endings of words too (there is no stemming). In scripts that put no spaces between words (Han, Kana, Bopomofo, Thai, Lao, Khmer,
/// Burmese), and in Hangul, whose particles are written onto words, every character is a term, and so are every two neighbours. Of a term
/// longer than 64 characters the first 64 count. Bytes that are not UTF-8 part words.
GANYMEDE_ONCE void for_each_search_term(std::string_view text, FunctionRef<void(const std::string&)> f);

/// The same as a list.
GANYMEDE_ONCE std::vector<std::string> search_terms(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/search_terms.ipp>
#endif
