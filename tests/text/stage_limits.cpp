#include <doctest/doctest.h>
#include <ganymede/text/stage_limits.hpp>

using namespace ganymede;

TEST_CASE("what stages add is counted over all of them") {
  TextGrowth growth(100);
  growth.stage(100, 100 + (1 << 20));
  growth.stage(5000, 10);  // gives nothing back
  growth.stage(100, 100 + 6400);
  CHECK_THROWS_AS(growth.stage(1, 2), TokenizerError);
  growth.take(1);
  growth.stage(1, 65);
  CHECK_THROWS_AS(growth.stage(1, 2), TokenizerError);
}

TEST_CASE("one stage is held while it works") {
  TextGrowth::check(10, 650 + (1 << 20));
  CHECK_THROWS_AS(TextGrowth::check(10, 651 + (1 << 20)), TokenizerError);
  CHECK_THROWS_AS(TextGrowth(~std::size_t{0}).stage(0, ~std::size_t{0}), TokenizerError);
}
