#pragma once
// Decimal numbers with all their digits: the limits of numbers in a schema.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail::grammar {

/// sign, whole part without leading zeros (empty: 0), fraction without trailing zeros. Zero has no sign.
struct Decimal {
  bool negative = false;
  std::string whole{}, fraction{};

  bool zero() const noexcept { return whole.empty() && fraction.empty(); }
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// A number as JSON spells it; nothing where it has more than 300 digits before or after the point.
GANYMEDE_ONCE std::optional<Decimal> parse_decimal(std::string_view text);

GANYMEDE_ONCE std::strong_ordering compare(const Decimal& a, const Decimal& b);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/decimal.ipp>
#endif
