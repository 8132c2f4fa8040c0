#include <ganymede/inspect/numbers.hpp>

#include <doctest/doctest.h>

#include <clocale>
#include <limits>

namespace {
std::string number(double value, int digits = 5) {
  std::string out;
  ganymede::detail::append_number(out, value, digits);
  return out;
}
std::string fixed(double value, int decimals) {
  std::string out;
  ganymede::detail::append_fixed(out, value, decimals);
  return out;
}
}  // namespace

TEST_CASE("numbers: short, with a point, in any locale") {
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  CHECK(number(0.125) == "0.125");
  CHECK(number(1.0 / 3) == "0.33333");
  CHECK(number(-0.0) == "0");
  CHECK(number(1e-7) == "1e-07");
  CHECK(number(123456, 3) == "1.23e+05");
  CHECK(number(std::numeric_limits<double>::max(), 17) == "1.7976931348623157e+308");
  CHECK(fixed(0.256, 2) == "0.26");
  CHECK(fixed(-1, 1) == "-1.0");
  CHECK(fixed(std::numeric_limits<double>::lowest(), 3).size() == 1 + 309 + 1 + 3);
  std::setlocale(LC_NUMERIC, "C");
}
