#pragma once
// A sentence that a model cannot take in one piece, in pieces that it can: cut after clauses, else between words, else between characters.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {
/// Pieces of `sentence` that are each accepted by fits(piece), in order; together they are the sentence, byte for byte (a piece keeps the
/// white space behind it). One piece where the whole fits. `fits` should hold for what is shorter than something that fits, as "at most n
/// tokens" nearly does. InputError where a single grapheme cluster does not fit. What fits() is asked about is at most some
/// thirty times as long as the sentence.
GANYMEDE_ONCE std::vector<std::string_view> split_long(std::string_view sentence, FunctionRef<bool(std::string_view)> fits);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentences/split_long.ipp>
#endif
