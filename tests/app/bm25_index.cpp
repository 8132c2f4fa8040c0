#include <ganymede/app/bm25_index.hpp>

#include <support/error_of.hpp>

#include <cmath>

using namespace ganymede;

TEST_CASE("the formula, by hand") {
  // "king" stands in two of three texts, twice in the first; their lengths are 4, 2 and 3, 3 in the mean.
  const Bm25Index index({"The king, the KING!", "old king", "a red rose"});
  const double idf = std::log((3 - 2 + 0.5) / (2 + 0.5) + 1);
  CHECK(index.weight("king") == idf);
  CHECK(index.weight("nobody") == std::log(3.5 / 0.5 + 1));
  const auto found = index.search("King?", 5);
  REQUIRE(found.size() == 2);
  CHECK(found[0].index == 0);
  CHECK(found[0].score == doctest::Approx(idf * 2 * 2.2 / (1.2 * (1 - 0.75 + 0.75 * 4 / 3) + 2)).epsilon(1e-12));
  CHECK(found[1].index == 1);
  CHECK(found[1].score == doctest::Approx(idf * 1 * 2.2 / (1.2 * (1 - 0.75 + 0.75 * 2 / 3) + 1)).epsilon(1e-12));
  CHECK(index.search("king", 1).size() == 1);
  CHECK(index.search("king king", 1)[0].score == 2 * found[0].score);
}

TEST_CASE("options: how much repetition and length count") {
  const Bm25Index flat({"a a a b", "a"}, {.k1 = 0});
  CHECK(flat.search("a", 2)[0].score == flat.search("a", 2)[1].score);
  CHECK(flat.search("a", 2)[0].index == 0);  // of equal ones the first
  const Bm25Index any_length({"a x x x x x", "a"}, {.b = 0});
  CHECK(any_length.search("a", 2)[0].score == any_length.search("a", 2)[1].score);
  for (const Bm25Options& wrong : {Bm25Options{.k1 = -1}, Bm25Options{.k1 = std::nan("")}, Bm25Options{.k1 = INFINITY}})
    CHECK(error_of<InputError>([&] { Bm25Index({"a"}, wrong); }).key == "k1");
  CHECK(error_of<InputError>([] { Bm25Index({"a"}, {.b = 1.5}); }).key == "b");
  CHECK(error_of<InputError>([&] { flat.search("a", 0); }).key == "top_k");
}

TEST_CASE("no texts, texts without words, questions without words: nothing is found, and nothing divides by zero") {
  CHECK(Bm25Index(TextList{}).search("a", 3).empty());
  CHECK(Bm25Index({"", " ", "..."}).search("a", 3).empty());
  const Bm25Index index({"", "a b", "a b"});
  CHECK(index.search("", 3).empty());
  CHECK(index.search("zebra", 3).empty());
  const auto found = index.search("a", 3);  // equal texts, and a term that most texts have
  REQUIRE(found.size() == 2);
  CHECK(found[0].score == found[1].score);
  CHECK(found[0].score > 0);
  CHECK(found[0].index == 1);
}

TEST_CASE("texts in scripts without spaces are found") {
  const Bm25Index index({"国際標準化に関する動向", "天気は良いです", "The weather is fine"});
  CHECK(index.search("標準化", 3).front().index == 0);
  CHECK(index.search("良い天気", 3).front().index == 1);
  CHECK(index.search("気", 3).size() == 1);
}
