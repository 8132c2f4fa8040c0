#include <doctest/doctest.h>
#include <ganymede/text/merge_table.hpp>

using namespace ganymede;

TEST_CASE("finds the pairs put in, in their order, and no others") {
  MergeTable merges(1000);
  for (TokenId i = 0; i < 1000; ++i) CHECK(merges.insert(i % 40, i / 40, {static_cast<std::uint32_t>(i), i + 1000}, true));
  bool all = true;
  for (TokenId i = 0; i < 1000; ++i)
    all = all && merges.find(i % 40, i / 40).id == i + 1000 && merges.find(i % 40, i / 40).rank == static_cast<std::uint32_t>(i);
  CHECK(all);
  CHECK(merges.find(30, 30).rank == Merge::never);
  CHECK(merges.find(-1, 0).rank == Merge::never);
}

TEST_CASE("a pair that comes twice keeps the merge that the caller wants") {
  MergeTable merges(3);
  CHECK(merges.insert(1, 2, {0, 3}, false));
  CHECK_FALSE(merges.insert(1, 2, {1, 4}, false));
  CHECK(merges.find(1, 2).id == 3);
  CHECK_FALSE(merges.insert(1, 2, {1, 4}, true));
  CHECK(merges.find(1, 2).id == 4);
}

TEST_CASE("an empty table") { CHECK(MergeTable().find(0, 0).rank == Merge::never); }
