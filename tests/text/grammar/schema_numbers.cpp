#include <ganymede/text/grammar/schema_numbers.hpp>

#include <doctest/doctest.h>

#include "grammar_texts.hpp"

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {
NumberLimits between(const char* low, const char* high, bool integer, bool exclusive = false) {
  NumberLimits limits;
  limits.integer = integer;
  if (low != nullptr) limits.low = NumberLimit{*parse_decimal(low), exclusive};
  if (high != nullptr) limits.high = NumberLimit{*parse_decimal(high), exclusive};
  return limits;
}
grammar_texts::Texts numbers_of(const NumberLimits& limits) {
  Rules rules;
  rules.add("root");
  rules.bodies[0] = number_expression(limits, rules);
  return grammar_texts::Texts(rules);
}
}  // namespace

TEST_CASE("numbers: every integer between limits and no other") {
  const std::pair<const char*, const char*> all[] = {{"-123", "45"}, {"0", "0"}, {"-5", "-5"},    {"10", "99"}, {"9", "1000"},
                                                     {"-20", "-3"},  {"0", "7"}, {"-7.5", "7.5"}, {"-9", "0"}};
  for (const auto& [low, high] : all)
    for (const bool exclusive : {false, true}) {
      const NumberLimits limits = between(low, high, true, exclusive);
      const double least = std::stod(low), most = std::stod(high);
      Rules rules;
      rules.add("root");
      rules.bodies[0] = number_expression(limits, rules);
      const bool none = exclusive && least == most;
      if (none) {
        CHECK(grammar_texts::message_of([&] { grammar_texts::Texts{rules}; }).find("no text") != std::string::npos);
        continue;
      }
      if (exclusive && std::string(low) == "0" && std::string(high) == "0") continue;
      grammar_texts::Texts texts(rules);
      for (int n = -1300; n <= 1300; ++n) {
        const bool right = exclusive ? n > least && n < most : n >= least && n <= most;
        if (texts.accept(std::to_string(n)) != right || limits.holds(*parse_decimal(std::to_string(n))) != right)
          FAIL(low << ' ' << high << ' ' << n);
      }
      for (const char* wrong : {"-0", "00", "01", "-01", "1.0", "1e0", "", "-", "+1"}) CHECK_FALSE_MESSAGE(texts.accept(wrong), wrong);
    }
}

TEST_CASE("numbers: one limit, large ones, multiples") {
  auto from = numbers_of(between("98765432109876543210", nullptr, true));
  CHECK(from.accept("98765432109876543210"));
  CHECK(from.accept("98765432109876543211"));
  CHECK_FALSE(from.accept("98765432109876543209"));
  CHECK_FALSE(from.accept("9876543210987654321"));
  auto up_to = numbers_of(between(nullptr, "-3", true));
  CHECK(up_to.accept("-3"));
  CHECK(up_to.accept("-12345"));
  CHECK_FALSE(up_to.accept("-2"));
  CHECK_FALSE(up_to.accept("3"));
  NumberLimits sevens = between("-30", "100", true);
  sevens.multiple_of = 7;
  auto multiples = numbers_of(sevens);
  for (int n = -200; n <= 200; ++n) CHECK(multiples.accept(std::to_string(n)) == (n % 7 == 0 && n >= -30 && n <= 100));
}

TEST_CASE("numbers: decimals are compared digit by digit") {
  auto texts = numbers_of(between("-1.25", "0.5", false));
  for (const char* right : {"-1.25", "-1.250", "-1.249999", "-0.1", "0", "0.5", "0.50", "0.4999999", "-1"})
    CHECK_MESSAGE(texts.accept(right), right);
  for (const char* wrong : {"-1.26", "-1.2500001", "-2", "0.51", "0.5000001", "1", "-0", "-0.0", "0.", ".5", "5e-1"})
    CHECK_MESSAGE(!texts.accept(wrong), wrong);
  auto open = numbers_of(between("0", "1", false, true));
  CHECK(open.accept("0.000001"));
  CHECK(open.accept("0.999999"));
  CHECK_FALSE(open.accept("0"));
  CHECK_FALSE(open.accept("0.0"));
  CHECK_FALSE(open.accept("1"));
  CHECK_FALSE(open.accept("1.0"));
}

TEST_CASE("numbers: without limits they are JSON's") {
  auto any = numbers_of({});
  for (const char* right : {"0", "-1", "12.5", "1e5", "-0.5E-12", "1.5e+3"}) CHECK_MESSAGE(any.accept(right), right);
  for (const char* wrong : {"00", "-0", "-", "1.", "1e", "1e0", "1e100", "0x1", "NaN", "01", "12345678901234567"})
    CHECK_MESSAGE(!any.accept(wrong), wrong);
  auto integer = numbers_of(between(nullptr, nullptr, true));
  CHECK(integer.accept("-123456789012345678"));
  CHECK_FALSE(integer.accept("1234567890123456789"));
  CHECK_FALSE(integer.accept("1.0"));
}
