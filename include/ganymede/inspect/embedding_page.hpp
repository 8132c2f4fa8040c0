#pragma once
// Words in three dimensions, as a page that turns.

#include <ganymede/inspect/embedding_space.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

/// Each of `spaces` as a picture to turn, side by side; the word that is pointed at shows its neighbours. Every space has words.
GANYMEDE_ONCE std::string embedding_page(std::span<const EmbeddingSpace> spaces);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/embedding_page.ipp>
#endif
