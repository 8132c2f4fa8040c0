#pragma once
// The four normal forms of Unicode Standard Annex #15. Bytes that are not UTF-8 pass through unchanged and separate what
// stands on their two sides.

#include <ganymede/split.hpp>

#include <string>
#include <string_view>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string nfd(std::string_view text);
GANYMEDE_ONCE std::string nfc(std::string_view text);
GANYMEDE_ONCE std::string nfkd(std::string_view text);
GANYMEDE_ONCE std::string nfkc(std::string_view text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unicode/normal_forms.ipp>
#endif
