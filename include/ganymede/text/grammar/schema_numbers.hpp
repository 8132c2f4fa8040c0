#pragma once
// Numbers between limits, digit by digit and exactly.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/decimal.hpp>
#include <ganymede/text/grammar/expression.hpp>

#include <cstdint>
#include <optional>

namespace ganymede::inline v0::detail::grammar {

struct NumberLimit {
  Decimal value{};
  bool exclusive = false;
};

struct NumberLimits {
  bool integer = false;  ///< written without point and exponent
  std::optional<NumberLimit> low{}, high{};
  std::uint32_t multiple_of = 0;  ///< 0: any; otherwise integers
  static constexpr std::uint32_t most_multiple = 1000;

  bool any() const noexcept { return !low && !high && multiple_of == 0; }
  bool holds(const Decimal& number) const;
  void at_least(NumberLimit limit);
  void at_most(NumberLimit limit);
};

/// Numbers as JSON spells them. Without limits: up to 16 digits before the point, 15 after it, an exponent of up to two digits. Within
/// limits: without exponent, with as many digits before the point as the upper limit has (18 where there is none), and at most 6 more after
/// it than the limits have. Integers without limits have up to 18 digits. There is no -0.
GANYMEDE_ONCE Expression number_expression(const NumberLimits& limits, Rules& rules);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_numbers.ipp>
#endif
