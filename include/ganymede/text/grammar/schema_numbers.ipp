#pragma once
// The bodies of schema_numbers.hpp.

#include <ganymede/text/grammar/schema_numbers.hpp>

#include <ganymede/text/grammar/character_automaton.hpp>

#include <algorithm>
#include <compare>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE bool NumberLimits::holds(const Decimal& number) const {
  const auto within = [&](const std::optional<NumberLimit>& limit, bool least) {
    if (!limit) return true;
    const auto order = least ? compare(number, limit->value) : compare(limit->value, number);
    return limit->exclusive ? order > 0 : order >= 0;
  };
  if ((integer || multiple_of > 0) && !number.fraction.empty()) return false;
  std::uint32_t rest = 0;
  for (const char digit : number.whole)
    if (multiple_of > 0) rest = (rest * 10 + static_cast<std::uint32_t>(digit - '0')) % multiple_of;
  return rest == 0 && within(low, true) && within(high, false);
}

GANYMEDE_ONCE void NumberLimits::at_least(NumberLimit limit) {
  if (low) {
    const auto order = compare(low->value, limit.value);
    if (order > 0 || (order == 0 && low->exclusive)) return;
  }
  low = std::move(limit);
}
GANYMEDE_ONCE void NumberLimits::at_most(NumberLimit limit) {
  if (high) {
    const auto order = compare(high->value, limit.value);
    if (order < 0 || (order == 0 && high->exclusive)) return;
  }
  high = std::move(limit);
}

/// How the digits so far compare with those of a limit: they are read from the left, and until the point how many there are decides.
struct DigitOrder {
  int order = 0;
  void whole(const Decimal& limit, std::size_t at, char digit) {
    if (order == 0 && at < limit.whole.size() && digit != limit.whole[at]) order = digit < limit.whole[at] ? -1 : 1;
  }
  void end_whole(const Decimal& limit, std::size_t digits) {
    if (digits != limit.whole.size()) order = digits < limit.whole.size() ? -1 : 1;
  }
  void fraction(const Decimal& limit, std::size_t at, char digit) {
    const char other = at < limit.fraction.size() ? limit.fraction[at] : '0';
    if (order == 0 && digit != other) order = digit < other ? -1 : 1;
  }
  void end_fraction(const Decimal& limit, std::size_t digits) {
    if (order == 0 && digits < limit.fraction.size()) order = -1;
  }
};

/// Numbers of 0 or more between limits.
class MagnitudeBuilder {
 public:
  MagnitudeBuilder(std::optional<NumberLimit> low, std::optional<NumberLimit> high, const NumberLimits& limits)
      : low_(std::move(low)), high_(std::move(high)), multiple_of_(limits.multiple_of) {
    const auto digits = [](const std::optional<NumberLimit>& l, std::string Decimal::*part) { return l ? (l->value.*part).size() : 0; };
    most_whole_ = high_ ? digits(high_, &Decimal::whole) : std::max<std::size_t>(18, digits(low_, &Decimal::whole) + 1);
    const bool integer = limits.integer || limits.multiple_of > 0;
    const std::size_t given = std::max(digits(low_, &Decimal::fraction), digits(high_, &Decimal::fraction));
    most_fraction_ = integer ? 0 : given + (most_whole_ > 9 ? 1 : 6);
  }

  CharacterAutomaton build() {
    number_of({});
    std::vector<CharacterAutomaton::State> states;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const Place at = places_[i];
      CharacterAutomaton::State state{accepts(at), {}};
      if ((at.phase == whole || at.phase == zero) && most_fraction_ > 0) {
        Place next = end_whole(at);
        next.phase = point;
        state.edges.push_back({'.', '.', number_of(next)});
      }
      for (char digit = '0'; digit <= '9'; ++digit)
        if (const std::optional<Place> next = read(at, digit)) state.edges.push_back({char32_t(digit), char32_t(digit), number_of(*next)});
      states.push_back(std::move(state));
    }
    return {std::move(states), "json_schema"};
  }

 private:
  enum Phase : std::uint8_t { start, zero, whole, point, fraction };
  struct Place {
    Phase phase = start;
    std::size_t digits = 0;  // of the whole part, then of the fraction
    int low = 0, high = 0;
    std::uint32_t rest = 0;
    auto operator<=>(const Place&) const = default;
  };

  std::uint32_t number_of(const Place& place) {
    const auto [at, fresh] = numbers_.try_emplace(place, static_cast<std::uint32_t>(places_.size()));
    if (fresh) places_.push_back(place);
    return at->second;
  }
  template <class Use>
  void compare_with_limits(Place& place, Use use) const {
    for (const auto& [limit, order] : {std::pair{&low_, &place.low}, std::pair{&high_, &place.high}})
      if (*limit) {
        DigitOrder digits{*order};
        use(digits, (*limit)->value);
        *order = digits.order;
      }
  }
  Place end_whole(Place place) const {
    compare_with_limits(place, [&](DigitOrder& order, const Decimal& limit) { order.end_whole(limit, place.digits); });
    place.digits = 0;
    return place;
  }
  std::optional<Place> read(Place place, char digit) const {
    switch (place.phase) {
      case zero:
        return std::nullopt;
      case start:
      case whole:
        if (place.phase == start && digit == '0') {
          place.phase = zero;
          return place;
        }
        if (place.digits >= most_whole_) return std::nullopt;
        compare_with_limits(place, [&](DigitOrder& order, const Decimal& limit) { order.whole(limit, place.digits, digit); });
        if (multiple_of_ > 0) place.rest = (place.rest * 10 + static_cast<std::uint32_t>(digit - '0')) % multiple_of_;
        ++place.digits;
        place.phase = whole;
        return place;
      case point:
      case fraction:
        if (place.digits >= most_fraction_) return std::nullopt;
        compare_with_limits(place, [&](DigitOrder& order, const Decimal& limit) { order.fraction(limit, place.digits, digit); });
        ++place.digits;
        place.phase = fraction;
        return place;
    }
    return std::nullopt;
  }
  bool accepts(Place place) const {
    if (place.phase == start || place.phase == point || place.rest != 0) return false;
    if (place.phase != fraction) place = end_whole(place);
    compare_with_limits(place, [&](DigitOrder& order, const Decimal& limit) { order.end_fraction(limit, place.digits); });
    return (!low_ || place.low > 0 || (place.low == 0 && !low_->exclusive)) &&
           (!high_ || place.high < 0 || (place.high == 0 && !high_->exclusive));
  }

  std::optional<NumberLimit> low_, high_;
  std::uint32_t multiple_of_;
  std::size_t most_whole_ = 0, most_fraction_ = 0;
  std::map<Place, std::uint32_t> numbers_;
  std::vector<Place> places_;
};

inline Expression digits(unsigned min, unsigned max) { return repetition(characters(CodePointRanges('0', '9')), min, max); }

inline Expression any_number(bool integer) {
  const auto one_of = [](std::vector<std::string> texts) {
    std::vector<Expression> parts;
    for (std::string& text : texts) parts.push_back(literal(std::move(text)));
    return choice(std::move(parts));
  };
  const auto after = [](Expression first, Expression second) {
    std::vector<Expression> parts;
    parts.push_back(std::move(first));
    parts.push_back(std::move(second));
    return sequence(std::move(parts));
  };
  Expression positive = after(characters(CodePointRanges('1', '9')), digits(0, integer ? 17 : 15));
  if (integer) {
    std::vector<Expression> ways;
    ways.push_back(literal("0"));
    ways.push_back(after(optional(literal("-")), std::move(positive)));
    return choice(std::move(ways));
  }
  std::vector<Expression> wholes;
  wholes.push_back(literal("0"));
  wholes.push_back(std::move(positive));
  const Expression whole = choice(std::move(wholes));
  const Expression point = after(literal("."), digits(1, 15));
  Expression exponent =
      after(one_of({"e", "E"}), after(optional(one_of({"+", "-"})), after(characters(CodePointRanges('1', '9')), digits(0, 1))));
  // -0 is not written: a minus stands before what has a digit that is not 0 in front, or a fraction
  std::vector<Expression> ways;
  ways.push_back(after(whole, optional(point)));
  ways.push_back(after(literal("-"), after(characters(CodePointRanges('1', '9')), after(digits(0, 15), optional(point)))));
  ways.push_back(after(literal("-0"), point));
  return after(choice(std::move(ways)), optional(std::move(exponent)));
}

GANYMEDE_ONCE Expression number_expression(const NumberLimits& limits, Rules& rules) {
  if (limits.any()) return any_number(limits.integer);
  const auto mirrored = [](std::optional<NumberLimit> limit) {
    if (limit) limit->value.negative = !limit->value.negative && !limit->value.zero();
    return limit;
  };
  const auto write = [](const CodePointRanges& set) { return characters(set); };
  std::vector<Expression> ways;
  if (!limits.high || !limits.high->value.negative) {
    auto low = limits.low;
    if (low && low->value.negative) low.reset();
    ways.push_back(MagnitudeBuilder(std::move(low), limits.high, limits).build().emit(rules, write));
  }
  if (!limits.low || limits.low->value.negative) {
    auto low = limits.high && limits.high->value.negative ? mirrored(limits.high) : NumberLimit{{}, true};  // no -0
    if (limits.high && limits.high->value.zero()) low = NumberLimit{{}, true};
    std::vector<Expression> parts;
    parts.push_back(literal("-"));
    parts.push_back(MagnitudeBuilder(std::move(low), mirrored(limits.low), limits).build().emit(rules, write));
    ways.push_back(sequence(std::move(parts)));
  }
  return choice(std::move(ways));
}

}  // namespace ganymede::inline v0::detail::grammar
