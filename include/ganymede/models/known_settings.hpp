#pragma once
// Strictness for settings: what a file says is read, is known to change nothing, or is an error.

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Settings that may stand in a file although no code reads them, and why they change no result.
struct KnownSettings {
  std::string_view keys;      ///< full keys, separated by spaces; "prefix*" stands for all that begin so
  std::string_view why;       ///< for those who read the table
  std::string_view values{};  ///< what they may say, as JSON texts separated by '|'; empty: anything
};

/// Throws ConfigError naming the first setting of `checkpoint`, a recorded() one, that no code has asked for and that neither the family's
/// table nor the common one has. Keys of a GGUF file that are not its architecture's ("general.", "tokenizer.", of converters) describe
/// the file, and are passed over.
GANYMEDE_ONCE void require_all_settings_known(const Checkpoint& checkpoint, std::span<const KnownSettings> family);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/known_settings.ipp>
#endif
