#pragma once
// The two texts of a translation.

#include <ganymede/version.hpp>

namespace ganymede::inline v0 {

/// Which of a translation model's texts a tokenizer is for.
enum class TextSide { source, target };

}  // namespace ganymede::inline v0
