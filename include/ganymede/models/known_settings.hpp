#pragma once
// Strictness for settings: what a file says is read, is known to change nothing, or is an error.

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/known_settings.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Throws ConfigError naming the first setting of `checkpoint`, a recorded() one, that no code has asked for and that neither the family's
/// table nor the file format's has. Keys of a GGUF file that are not its architecture's ("general.", "tokenizer.", of converters) describe
/// the file, and are passed over.
GANYMEDE_ONCE void require_all_settings_known(const Checkpoint& checkpoint, std::span<const KnownSettings> family);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/known_settings.ipp>
#endif
