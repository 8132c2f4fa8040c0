#pragma once
// A text cut into passages that a model can read whole.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/one_line.hpp>
#include <ganymede/text/text_range.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Paragraphs, which blank lines separate, without the white space around them; those that do not fit, sentence after sentence as long as
/// it fits. InputError where a single character does not.
GANYMEDE_ONCE std::vector<TextRange> passages_of(std::string_view text, FunctionRef<bool(std::string_view)> fits);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/passages.ipp>
#endif
