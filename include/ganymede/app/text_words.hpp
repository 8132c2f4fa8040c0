#pragma once
// The words of a text, punctuation apart, as ranges of its bytes.

#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What white space separates, and punctuation apart: a mark stays inside a word where it joins letters (apostrophes, hyphens, full stops:
/// "l'eau", "mother-in-law", "U.S") or digits (3,141.59 and 12:30); marks that are equal and follow each other are one word ("..."), an
/// emoji is one. Nothing ends inside of what a reader takes for one character. Scripts without spaces (Han, Kana, Thai, Lao, Khmer,
/// Burmese) have no words that letters alone show: they come apart where one of `breaks` lies, which are in order; where tokens begin,
/// mostly.
GANYMEDE_ONCE std::vector<TextRange> words_of_text(std::string_view text, std::span<const std::size_t> breaks = {});

/// What white space separates, and nothing else.
GANYMEDE_ONCE std::vector<TextRange> spaced_words_of_text(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/text_words.ipp>
#endif
