#include <doctest/doctest.h>
#include <ganymede/app/calculator.hpp>
#include <ganymede/core/error.hpp>

#include <string>

using namespace ganymede;

TEST_CASE("arithmetic") {
  const auto is = [](const char* expression, const char* expected) {
    CHECK_MESSAGE(number_text(calculate(expression)) == expected, expression);
  };
  is("1 + 2 * 3", "7");
  is("(1 + 2) * 3", "9");
  is("10 - 4 - 3", "3");
  is("2^3^2", "512");
  is("2 ** 10", "1024");
  is("-2^2", "-4");
  is("2^-1", "0.5");
  is("--3", "3");
  is("7 / 2", "3.5");
  is("7 // 2", "3");
  is("7 % 3", "1");
  is("-7 % 3", "2");
  is("15% of 80", "12");
  is("15 % * 80", "12");
  is("200 + 10%", "200.1");
  is("5!", "120");
  is("sqrt(16) + cbrt(27)", "7");
  is("1,234,567 + 1", "1234568");
  is("max(1,200)", "200");
  is("round(2.567, 1)", "2.6");
  is("log(1000)", "3");
  is("log(8, 2)", "3");
  is("ln(e)", "1");
  is("math.sqrt(9)", "3");
  is("gcd(12, 18)", "6");
  is("1.5e3", "1500");
  is("0.1 + 0.2", "0.3");
  is("3 × 4 ÷ 2 − 1", "5");
  is("√(2)", "1.41421356237");
  is("12 x 12", "144");
  is("2*pi", "6.28318530718");
  is("10 mod 4", "2");
}

TEST_CASE("what is no arithmetic is an error, however it is written") {
  for (const char* expression : {"",      "1 +",   "(1",       "1)",    "1 2",   "import os", "__import__('os')", "x = 3", "1/0",
                                 "5 % 0", "0/0",   "sqrt(-1)", "171!",  "2.5!",  "foo(1)",    "sqrt(1, 2)",       "1..2",  "1e999",
                                 "$5",    "min()", "9^9^9^9",  "\"1\"", "1 != 2"})
    CHECK_THROWS_AS(calculate(expression), InputError);
  CHECK_THROWS_AS(calculate(std::string(100000, '(')), InputError);
  CHECK_THROWS_AS(calculate([] {
                    std::string powers = "1";
                    for (int i = 0; i < 10000; ++i) powers += "^1";
                    return powers;
                  }()),
                  InputError);
  CHECK(calculate(std::string(100000, '-') + "1") == 1);
}

TEST_CASE("numbers as text") {
  CHECK(number_text(0.0) == "0");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(1e15) == "1e+15");
  CHECK(number_text(123456789012.0) == "123456789012");
  CHECK(number_text(1.0 / 3) == "0.333333333333");
}
