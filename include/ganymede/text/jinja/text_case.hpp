#pragma once
// Upper and lower case, as Python's str has them.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

namespace ganymede::inline v0::jinja {

enum class TextCase { lower, upper, title, capitalized, swapped };

/// Every character keeps its trust.
GANYMEDE_ONCE Value change_case(Renderer& renderer, const Text& text, TextCase wanted);
/// str.islower() and isupper(): letters of this case, and none of the other.
GANYMEDE_ONCE bool has_case(const Text& text, TextCase wanted);
/// Whether a character is a letter of either case.
GANYMEDE_ONCE bool is_cased(char32_t c);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_case.ipp>
#endif
