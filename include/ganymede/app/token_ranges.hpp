#pragma once
// Where the tokens of a text stand in it.

#include <ganymede/app/text_words.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// The bytes of `text` that each of its tokens stands for, white space around them left out, in order and never inside of what a reader
/// takes for one character: tokens that share one have the whole of it. Of a token without bytes of its own (a special one, a mark of a
/// space) an empty range before the next one's.
///
/// What tokens stand for is known from what they are decoded to. A tokenizer may have changed the text before it cut it (Unicode's
/// compatible forms, small letters, no accents, runs of spaces), so both texts are compared by base letters; where one has what the other
/// lacks (a character that the vocabulary does not know), they are matched again from the next three characters on that are equal.
GANYMEDE_ONCE std::vector<TextRange> token_ranges(const Tokenizer& tokenizer, std::span<const TokenId> ids, std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/token_ranges.ipp>
#endif
