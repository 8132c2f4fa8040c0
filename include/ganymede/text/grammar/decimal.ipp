#pragma once
// The bodies of decimal.hpp.

#include <ganymede/text/grammar/decimal.hpp>

#include <algorithm>
#include <cstdlib>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE std::optional<Decimal> parse_decimal(std::string_view text) {
  constexpr long most_digits = 300;
  Decimal d;
  d.negative = text.starts_with('-');
  if (d.negative) text.remove_prefix(1);
  const std::size_t e = text.find_first_of("eE");
  long shift = e == std::string_view::npos ? 0 : std::strtol(std::string(text.substr(e + 1)).c_str(), nullptr, 10);
  text = text.substr(0, e);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  long whole = static_cast<long>(digits.size());
  if (point != std::string_view::npos) digits += text.substr(point + 1);
  if (digits.find_first_not_of('0') == std::string::npos) return Decimal{};
  if (shift > 100000 || shift < -100000) return std::nullopt;
  whole += shift;
  if (whole > most_digits + static_cast<long>(digits.size()) || whole < -most_digits) return std::nullopt;
  if (whole < 0) digits.insert(0, static_cast<std::size_t>(-whole), '0'), whole = 0;
  if (whole > static_cast<long>(digits.size())) digits.append(static_cast<std::size_t>(whole) - digits.size(), '0');
  d.whole = digits.substr(0, static_cast<std::size_t>(whole));
  d.whole.erase(0, std::min(d.whole.find_first_not_of('0'), d.whole.size()));
  d.fraction = digits.substr(static_cast<std::size_t>(whole));
  d.fraction.erase(d.fraction.find_last_not_of('0') + 1);
  if (d.whole.size() > most_digits || d.fraction.size() > most_digits) return std::nullopt;
  return d;
}

GANYMEDE_ONCE std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  const Decimal &low = a.negative ? b : a, &high = a.negative ? a : b;
  if (low.whole.size() != high.whole.size()) return low.whole.size() <=> high.whole.size();
  if (const int order = low.whole.compare(high.whole); order != 0) return order <=> 0;
  return low.fraction.compare(high.fraction) <=> 0;
}

}  // namespace ganymede::inline v0::detail::grammar
