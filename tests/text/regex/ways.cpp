#include <doctest/doctest.h>
#include <ganymede/text/regex/ways.hpp>

using namespace ganymede::detail::regex;

TEST_CASE("the way left last is tried first, and ways may be forgotten together") {
  Ways ways;
  for (std::uint32_t pc = 0; pc < 100; ++pc) ways.push({pc, 2 * pc, 0, nullptr, 0});
  CHECK(ways.size() == 100);
  CHECK(ways.last().pc == 99);
  ways.last().at = 7;
  CHECK(ways.last().at == 7);
  ways.pop();
  CHECK(ways.last().at == 2 * 98);
  ways.cut(1);
  CHECK(ways.size() == 1);
  ways.push({5, 6, 0, nullptr, 0});
  CHECK(ways.last().pc == 5);
  ways.pop();
  CHECK(ways.last().pc == 0);
}
