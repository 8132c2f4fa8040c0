#include <ganymede/app/rank_fusion.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("ranks from 1, a list that has not got a text adds nothing") {
  using List = std::vector<RankedText>;
  const std::vector<List> lists{{{7, 0.9}, {1, 0.8}, {5, 0.7}}, {{2, 31}, {3, 30}, {5, 29}}};
  const List fused = reciprocal_rank_fusion(lists);
  CHECK(fused == List{{5, 1.0 / 63 + 1.0 / 63}, {2, 1.0 / 61}, {7, 1.0 / 61}, {1, 1.0 / 62}, {3, 1.0 / 62}});
}

TEST_CASE("a text that a list has twice counts once, with its first place") {
  using List = std::vector<RankedText>;
  const std::vector<List> lists{{{4, 3}, {4, 2}, {6, 1}}};
  CHECK(reciprocal_rank_fusion(lists) == List{{4, 1.0 / 61}, {6, 1.0 / 62}});
  CHECK(reciprocal_rank_fusion({}).empty());
}
