#pragma once
// Numbers as people and JavaScript read them, whatever the locale.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <charconv>
#include <cmath>
#include <string>

namespace ganymede::inline v0 {
namespace detail {

/// Appends `value` with at most `digits` significant digits, without trailing zeros. `value` is finite and digits <= 17.
GANYMEDE_ONCE void append_number(std::string& out, double value, int digits = 5);

/// Appends `value` with exactly `decimals` digits after the point.
GANYMEDE_ONCE void append_fixed(std::string& out, double value, int decimals);

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/numbers.ipp>
#endif
