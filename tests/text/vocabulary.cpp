#include <doctest/doctest.h>
#include <ganymede/text/vocabulary.hpp>

using namespace ganymede;

TEST_CASE("finds pieces by id and ids by piece, with holes") {
  Vocabulary vocabulary;
  vocabulary.add("b", 3, "f", "k");
  vocabulary.add("", 1, "f", "k");
  vocabulary.add("abc", 0, "f", "k");
  vocabulary.freeze("f", "k");
  CHECK(vocabulary.find("b") == 3);
  CHECK(vocabulary.find("") == 1);
  CHECK(vocabulary.find("abc") == 0);
  CHECK_FALSE(vocabulary.find("ab").has_value());
  CHECK_FALSE(vocabulary.find("longer than all").has_value());
  CHECK(vocabulary.piece(0) == "abc");
  CHECK(vocabulary.size() == 4);
  CHECK(vocabulary.count() == 3);
  CHECK(vocabulary.longest() == 3);
  CHECK(vocabulary.contains(1));
  for (const TokenId id : {2, 4, -1}) {
    CHECK_FALSE(vocabulary.contains(id));
    CHECK(vocabulary.piece(id).empty());
  }
}

TEST_CASE("an empty vocabulary finds nothing") {
  Vocabulary vocabulary;
  CHECK_FALSE(vocabulary.find("").has_value());
  vocabulary.freeze("f", "k");
  CHECK_FALSE(vocabulary.find("").has_value());
  CHECK(vocabulary.size() == 0);
}

TEST_CASE("many pieces") {
  Vocabulary vocabulary;
  for (int i = 0; i < 20000; ++i) vocabulary.add("piece " + std::to_string(i), 19999 - i, "f", "k");
  vocabulary.freeze("f", "k");
  bool all = true;
  for (int i = 0; i < 20000; ++i) all = all && vocabulary.find("piece " + std::to_string(i)) == 19999 - i;
  CHECK(all);
}

TEST_CASE("refuses ids out of range and anything twice") {
  Vocabulary vocabulary;
  vocabulary.add("a", 0, "f", "k");
  CHECK_THROWS_AS(vocabulary.add("b", 0, "f", "k"), TokenizerError);
  CHECK_THROWS_AS(vocabulary.add("b", -1, "f", "k"), TokenizerError);
  CHECK_THROWS_AS(vocabulary.add("b", std::int64_t{1} << 40, "f", "k"), TokenizerError);
  vocabulary.add("a", 7, "f", "k");
  CHECK_THROWS_AS(vocabulary.freeze("f", "k"), TokenizerError);
}
