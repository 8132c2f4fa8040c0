#include <ganymede/app/vector_index.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include <limits>

using namespace ganymede;

TEST_CASE("the nearest vectors, the best first, of equal ones the first") {
  Tensor<float> vectors(70, 3);
  for (Index n = 0; n < 70; ++n) vectors.view()(n, n % 3) = static_cast<float>(n / 3);
  const VectorIndex index(vectors);
  CHECK(index.size() == 70);
  Tensor<float> queries(10, 3);
  for (Index q = 0; q < 10; ++q) queries.view()(q, 0) = 1;
  queries.view()(9, 0) = -1;
  const auto found = index.search(queries, 2);
  REQUIRE(found.size() == 10);
  CHECK(found[0][0].index == 69);
  CHECK(found[0][0].score == 23);
  CHECK(found[0][1].index == 66);
  CHECK(found[9][0].index == 0);
  CHECK(found[9][1].index == 1);
  CHECK(index.search(queries, 1000)[4].size() == 70);
  const auto alone = index.search(TensorView<float>(rows_of(queries.view(), 3, 1)), 2);
  CHECK(alone[0][1].score == found[3][1].score);
}

TEST_CASE("queries that cannot be") {
  Tensor<float> vectors(2, 3), other(1, 4), broken(1, 3);
  broken.view()(0, 1) = std::numeric_limits<float>::quiet_NaN();
  const VectorIndex index(vectors);
  CHECK_THROWS_AS(index.search(other, 1), InputError);
  CHECK_THROWS_AS(index.search(broken, 1), InputError);
  CHECK_THROWS_AS(index.search(vectors, 0), InputError);
  const Tensor<float> none;
  CHECK(VectorIndex(none).search(vectors, 3).front().empty());
}
