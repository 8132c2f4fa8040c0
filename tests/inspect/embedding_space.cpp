#include <ganymede/inspect/embedding_space.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("words are placed in order, absent ones noted, sums without their own words among the neighbours") {
  const WordVectors table({"king", "man", "woman", "queen"}, {3, 1, 1, 1, 1, -1, 3, -1}, 2);
  EmbeddingSpace space{"four", "words", "By hand.", table, 2};
  const auto look = [&](std::string_view word) { return look_up(table, word); };
  CHECK(space.place("king", look));
  CHECK_FALSE(space.place("prince", look));
  CHECK(space.place_analogy("king - man + woman", look));
  CHECK_FALSE(space.place_analogy("king - boy + girl", look));
  CHECK(space.absent == std::vector<std::string>{"prince", "boy"});
  CHECK(space.has("king"));
  CHECK(space.has("boy"));
  CHECK_FALSE(space.has("queen"));

  REQUIRE(analogy(table, "king - man + woman", 2).size() == 1);
  CHECK(table.word(analogy(table, "king - man + woman", 2)[0].word) == "queen");
  CHECK_THROWS_WITH_AS(analogy(table, "king - boy", 2), doctest::Contains("boy"), InputError);

  REQUIRE(space.words.size() == 2);
  CHECK(space.words[0].word == "king");
  CHECK_FALSE(space.words[0].sum);
  REQUIRE(space.words[0].neighbours.size() == 2);
  CHECK(table.word(space.words[0].neighbours[0].word) == "man");
  CHECK(space.words[0].neighbours[0].cosine == doctest::Approx(4 / std::sqrt(20)));
  CHECK(space.words[1].sum);
  REQUIRE(space.words[1].neighbours.size() == 1);
  CHECK(table.word(space.words[1].neighbours[0].word) == "queen");
  CHECK(space.words[1].neighbours[0].angle() ==
        doctest::Approx(30.737));  // (0.9487, -1.0980) stands 49.17 degrees below the axis, (3, -1) 18.43
}
