#include <ganymede/decode/draft_shares.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("shares begin with what is expected and become what is seen, class by class") {
  DraftShares shares([](Index c) { return double(c) / 16; });
  CHECK(shares[8] == doctest::Approx(0.5));
  CHECK(shares[40] == shares[15]);
  CHECK(shares[-1] == shares[0]);
  for (int i = 0; i < 60; ++i) shares.count(8, i % 4 != 0);
  CHECK(shares[8] == doctest::Approx(0.75).epsilon(0.05));
  CHECK(shares[9] == doctest::Approx(9.0 / 16));
  for (int i = 0; i < 60; ++i) shares.count(8, false);  // the newest count most
  CHECK(shares[8] < 0.05);
}

TEST_CASE("the cost of a row is learnt from passes of different numbers of rows") {
  PassCost cost;
  CHECK(cost.row() > 0);
  for (int i = 0; i < 200; ++i) cost.add(1 + i % 5, 1, 10 + 3.0 * (i % 5));
  CHECK(cost.row() == doctest::Approx(0.3).epsilon(0.01));
  CHECK(cost.plain_seconds() == doctest::Approx(10).epsilon(0.01));

  PassCost batch;  // of four sequences: a row saves a quarter of a pass
  for (int i = 0; i < 200; ++i) batch.add(4 + i % 5, 4, 10 + 1.0 * (i % 5));
  CHECK(batch.row() == doctest::Approx(0.4).epsilon(0.01));
  CHECK(batch.plain_seconds() == doctest::Approx(10).epsilon(0.01));
}

TEST_CASE("passes of one size tell nothing of a row's cost, and let what was learnt fade") {
  PassCost cost;
  const double before = cost.row();
  for (int i = 0; i < 50; ++i) cost.add(1, 1, 5);
  CHECK(cost.row() == doctest::Approx(before));
  CHECK(cost.plain_seconds() == doctest::Approx(5));
  for (int i = 0; i < 100; ++i) cost.add(1 + i % 2, 1, 5.0 + 5.0 * (i % 2));
  CHECK(cost.row() == doctest::Approx(1).epsilon(0.05));
  for (int i = 0; i < 3000; ++i) cost.add(1, 1, 5);
  CHECK(cost.row() < 0.5);
}
