#include <ganymede/state/batch.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace ganymede;

TEST_CASE("segments follow each other without padding") {
  const auto shape = std::make_shared<const StateShape>(StateShape{{{1, 1}}, 10, 10});
  Sequence a(shape), b(shape), c(shape);
  const std::vector<TokenId> three{1, 2, 3}, two{4, 5}, none;
  Batch batch;
  batch.add(a, three, LogitRows::all).add(b, two, LogitRows::none).add(c, two);
  CHECK(batch.rows() == 7);
  CHECK(batch.logit_rows() == 4);
  CHECK(batch.segments()[2].first_row == 5);
  CHECK(batch.segments()[2].first_logit == 3);
  CHECK(batch.segments()[1].logit_rows == 0);
  CHECK_THROWS_AS(batch.add(a, two), InputError);
  Sequence d(shape);
  CHECK_THROWS_AS(batch.add(d, none), InputError);
  CHECK(batch.rows() == 7);
  batch.clear();
  CHECK(batch.add(a, two).rows() == 2);
}
