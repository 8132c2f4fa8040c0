#pragma once
// What stands between the quotes of a text literal.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// With its escapes resolved, as Python's unicode-escape codec does; unknown ones stay. Throws SyntaxFailure for cut ones, for surrogates,
/// which are no characters, and for \N{...}.
GANYMEDE_ONCE std::string unescape_literal(std::string_view literal, std::size_t line);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_literal.ipp>
#endif
