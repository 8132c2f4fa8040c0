#pragma once
// Encodings of positions, as one page.

#include <ganymede/inspect/position_picture.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>

namespace ganymede::inline v0 {

/// The encodings one below the other: tables whose cells tell their values, and curves over distance.
GANYMEDE_ONCE std::string position_page(std::span<const PositionPicture> pictures);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/position_page.ipp>
#endif
