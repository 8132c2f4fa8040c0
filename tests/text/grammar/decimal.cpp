#include <ganymede/text/grammar/decimal.hpp>

#include <doctest/doctest.h>

using namespace ganymede::detail::grammar;

TEST_CASE("decimals: digits, points and exponents") {
  CHECK(*parse_decimal("120.50") == Decimal{false, "120", "5"});
  CHECK(*parse_decimal("-0.0") == Decimal{});
  CHECK(*parse_decimal("-0.25") == Decimal{true, "", "25"});
  CHECK(*parse_decimal("12e3") == Decimal{false, "12000", ""});
  CHECK(*parse_decimal("1.25e-4") == Decimal{false, "", "000125"});
  CHECK(*parse_decimal("1.25E+1") == Decimal{false, "12", "5"});
  CHECK_FALSE(parse_decimal("1e400"));
  CHECK_FALSE(parse_decimal("1e-400"));
  CHECK_FALSE(parse_decimal("1e99999999999999999999"));
}

TEST_CASE("decimals: order") {
  const char* const sorted[] = {"-100", "-9.5", "-9.25", "-0.1", "0", "0.001", "0.01", "1", "9", "10", "10.5"};
  for (std::size_t i = 0; i < std::size(sorted); ++i)
    for (std::size_t j = 0; j < std::size(sorted); ++j) CHECK(compare(*parse_decimal(sorted[i]), *parse_decimal(sorted[j])) == (i <=> j));
}
