#include <doctest/doctest.h>
#include <ganymede/text/vocabulary.hpp>

#include <algorithm>

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

// Keys of one hash for each seed could be made in any number when blocks of eight bytes were mixed alone.
TEST_CASE("a hash that is keyed tells apart what one seed after another does not") {
  detail::KeyedHash hash;
  std::vector<std::uint64_t> seen;
  for (int bits = 0; bits < 1 << 16; ++bits) {
    std::string text;
    for (int block = 0; block < 16; ++block) text += (bits >> block & 1) != 0 ? "abcdefgh" : "bbcdefgh";
    seen.push_back(hash(text));
    seen.push_back(hash(text.substr(1)));
  }
  for (std::size_t length = 0; length < 40; ++length) seen.push_back(hash(std::string(length, '\0')));
  for (std::uint64_t number = 0; number < 1000; ++number) seen.push_back(hash(number << 40));
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  CHECK(seen.size() >= (1 << 16) + (1 << 15) + 1030);  // the shortened ones are equal in pairs
  std::vector<int> slots(1 << 12);
  for (const std::uint64_t value : seen) ++slots[value & 4095];
  CHECK(*std::max_element(slots.begin(), slots.end()) < 200);
}

TEST_CASE("pieces have a limit") {
  Vocabulary vocabulary;
  vocabulary.add(std::string(Vocabulary::longest_piece, 'a'), 0, "f", "k");
  CHECK_THROWS_AS(vocabulary.add(std::string(Vocabulary::longest_piece + 1, 'a'), 1, "f", "k"), TokenizerError);
}
