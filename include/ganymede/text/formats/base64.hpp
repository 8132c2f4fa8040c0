#pragma once
// Base64 (RFC 4648, section 4): how a tokenizer.json holds bytes.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// The bytes behind `text`; nothing where it is not padded, canonical base64 of the standard alphabet.
GANYMEDE_ONCE std::optional<std::string> base64_decode(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/base64.ipp>
#endif
