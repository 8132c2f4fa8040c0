#pragma once
// Whether bytes are UTF-8. (Text itself is taken apart in text/.)

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <string_view>

namespace ganymede::inline v0 {
namespace detail {

/// Well-formed by Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
GANYMEDE_ONCE bool is_utf8(std::string_view text) noexcept;

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/utf8_check.ipp>
#endif
