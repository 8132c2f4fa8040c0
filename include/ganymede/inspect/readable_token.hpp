#pragma once
// Tokens as people can read them: byte-level vocabularies have some that are only a part of a character.

#include <ganymede/inspect/characters.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The bytes of a token as text: what is no UTF-8 by itself becomes the values of its bytes, "⟨d7⟩".
GANYMEDE_ONCE std::string readable_token(std::string_view bytes);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/readable_token.ipp>
#endif
