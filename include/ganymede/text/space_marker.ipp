#pragma once
// The bodies of space_marker.hpp.

#include <ganymede/text/space_marker.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE bool falls_apart_at_spaces(const Vocabulary& vocabulary) noexcept {
  if (!vocabulary.find(space_marker)) return false;
  for (TokenId id = 0; id < vocabulary.size(); ++id)
    if (const std::string_view piece = vocabulary.piece(id); next_spaced_word(piece, 0) != piece.size()) return false;
  return true;
}

}
