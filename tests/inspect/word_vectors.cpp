#include <ganymede/inspect/analogy.hpp>
#include <ganymede/inspect/word_vectors.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/word2vec.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

namespace {
WordVectors gensim_table() {
  Word2vec file = read_word2vec(GANYMEDE_TEST_DATA "/word2vec/words.bin");
  return {std::move(file.words), std::move(file.vectors), file.dimensions};
}

void check_neighbours(const WordVectors& table, const std::vector<Neighbour>& found, const Json& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(table.word(found[i].word) == expected[i][0].get<std::string>());
    CHECK(found[i].cosine == doctest::Approx(expected[i][1].get<double>()).epsilon(1e-5));
  }
}
}  // namespace

TEST_CASE("neighbours and analogies are gensim's") {
  const WordVectors table = gensim_table();
  const Json expected = read_json(GANYMEDE_TEST_DATA "/word2vec/expected.json");
  for (const auto& item : expected["neighbours"].items()) {
    const Index word = table.find(item.key()).value();
    check_neighbours(table, table.neighbours(table.vector(word), 5, std::span(&word, 1)), item.value());
  }
  for (const auto& item : expected["analogies"].items()) {
    std::vector<float> sum(static_cast<std::size_t>(table.dimensions()));
    std::vector<Index> without;
    for (const AnalogyTerm& term : parse_analogy(item.key())) {
      without.push_back(table.find(term.word).value());
      add_analogy_term(sum, table.vector(without.back()), term.minus);
    }
    check_neighbours(table, table.neighbours(sum, 3, without), item.value());
  }
}

TEST_CASE("cosines and angles of a table that one can compute by hand; a zero vector has no neighbours and is none") {
  const WordVectors table({"east", "north", "nowhere", "west", "north-east", "east"}, {2, 0, 0, 3, 0, 0, -1, 0, 5, 5, 7, 0}, 2);
  CHECK(table.size() == 6);
  CHECK(table.find("east") == Index{0});  // the first of two
  CHECK(table.find("nowhere") == Index{2});
  CHECK_FALSE(table.find("south"));
  const std::vector<Neighbour> near = table.neighbours(table.vector(0), 10);
  REQUIRE(near.size() == 5);
  const Index order[] = {0, 5, 4, 1, 3};
  const double angles[] = {0, 0, 45, 90, 180};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(near[i].word == order[i]);
    CHECK(near[i].angle() == doctest::Approx(angles[i]));
  }
  CHECK(table.neighbours(table.vector(0), 2).size() == 2);
  CHECK(table.neighbours(table.vector(0), 0).empty());
  CHECK(table.neighbours(table.vector(0), -1).empty());
  CHECK(table.neighbours(table.vector(2), 10).empty());
  CHECK(cosine(table.vector(0), table.vector(4)) == doctest::Approx(std::sqrt(0.5)));
  CHECK(cosine(table.vector(0), table.vector(2)) == 0);
}

TEST_CASE("vectors of any length: neither overflow nor rounding takes a cosine out of its range") {
  const float big = std::numeric_limits<float>::max(), small = std::numeric_limits<float>::denorm_min();
  const WordVectors table({"big", "small"}, {big, big, big, small, small, small}, 3);
  const std::vector<Neighbour> near = table.neighbours(table.vector(0), 2);
  CHECK(near[0].cosine == doctest::Approx(1));
  CHECK(near[1].cosine == doctest::Approx(1));
  CHECK(near[1].cosine <= 1);
}

TEST_CASE("tables and queries that cannot be are refused") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_AS(WordVectors({}, {}, 2), InputError);
  CHECK_THROWS_AS(WordVectors({"a"}, {}, 0), InputError);
  CHECK_THROWS_AS(WordVectors({"a", "b"}, {1, 2, 3}, 2), InputError);
  CHECK_THROWS_AS(WordVectors({"a"}, {1, 2, 3}, -3), InputError);
  CHECK_THROWS_WITH_AS(WordVectors({"a", "b"}, {1, nan}, 1), doctest::Contains("word 1"), InputError);
  const WordVectors table({"a"}, {1, 2}, 2);
  const std::vector<float> longer{1, 2, 3}, wrong{1, nan};
  CHECK_THROWS_AS(table.neighbours(longer, 1), InputError);
  CHECK_THROWS_AS(table.neighbours(wrong, 1), InputError);
}
