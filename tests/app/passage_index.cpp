#include <ganymede/app/passage_index.hpp>

#include <ganymede/app/embedder.hpp>
#include <ganymede/text/one_line.hpp>
#include <support/error_of.hpp>

#include "support/app_fixture.hpp"

using namespace ganymede;

TEST_CASE("neighbours are joined while they have room, places are the file's") {
  const std::string first = "The king came.\n\nThe queen\nwent.\n\nThey met in the garden and spoke for a long time. It rained.";
  const PassageIndex index({{"a.txt", first}, {"b.txt", ""}, {"c.txt", "  A rose. "}}, {.words = 8});
  REQUIRE(index.passages().size() == 4);
  CHECK(index.texts() == std::vector<std::string>{"The king came. The queen went.", "They met in the garden and spoke for",
                                                  "a long time. It rained.", "A rose."});
  for (std::size_t i = 0; i < 4; ++i) {
    const Passage& p = index.passages()[i];
    CHECK(one_line(p.range.of(index.documents()[p.document].text)) == index.texts()[i]);
  }
  CHECK(index.passages()[3].document == 2);
  CHECK(index.passages()[3].range == TextRange{2, 9});
  CHECK(error_of<InputError>([] { PassageIndex({}, {.words = 0}); }).key == "words");
}

TEST_CASE("two characters of a script without spaces are a word") {
  const PassageIndex index({{"a", "国際標準化の動向。天気は良いです。"}}, {.words = 6});
  REQUIRE(index.passages().size() == 2);
  CHECK(index.texts()[0] == "国際標準化の動向。");
}

TEST_CASE("what is said twice is found once, where it is said first") {
  const PassageIndex index({{"a", "The king\ncame."}, {"b", "The king came."}});
  REQUIRE(index.passages().size() == 1);
  CHECK(index.passages()[0].document == 0);
}

TEST_CASE("found by words, by vectors, by both") {
  PassageIndex index({{"a", "The king had a son.\n\nThe queen had a daughter.\n\nIt rains on the roof."}}, {.words = 5});
  REQUIRE(index.texts().size() == 3);
  CHECK(index.search("Who had a daughter?", 1).front().index == 1);
  CHECK(index.search("xyzzy", 3).empty());
  CHECK(error_of<InputError>([&] { index.search("a", 1, PassageSearch::vectors); }).key == "search");
  const Embedder<> embedder{app_folder("embed_bert")};
  index.set_embedder(embedder);
  const auto by_words = index.search("had a daughter", 3, PassageSearch::words);
  const auto by_vectors = index.search("had a daughter", 3, PassageSearch::vectors);
  CHECK(by_vectors.size() == 3);
  CHECK(by_vectors[0].score >= by_vectors[1].score);
  const std::vector<std::vector<RankedText>> both{by_words, by_vectors};
  CHECK(index.search("had a daughter", 3) == reciprocal_rank_fusion(both));
  CHECK(index.search("had a daughter", 2).size() == 2);
  CHECK(index.search(" ", 3).empty());
  CHECK(error_of<InputError>([&] { index.search("a", 0); }).key == "top_k");
  const Tensor<float> two(2, embedder.dimensions());
  CHECK(error_of<InputError>([&] { index.set_embedder(embedder, two); }).key == "vectors");
  PassageIndex nothing({});
  nothing.set_embedder(embedder);
  CHECK(nothing.search("a", 3).empty());
}
