#include <doctest/doctest.h>
#include <ganymede/text/piece_trie.hpp>

using namespace ganymede;

TEST_CASE("prefixes, shortest first") {
  const PieceTrie trie({{"a", 1}, {"abc", 3}, {"ab", 2}, {"b", 4}, {"\xff", 5}, {"", 9}, {"b", 6}});
  std::vector<std::pair<std::size_t, int>> found;
  trie.for_each_prefix("abcd", [&](std::size_t length, int value) { found.emplace_back(length, value); });
  CHECK(found == std::vector<std::pair<std::size_t, int>>{{1, 1}, {2, 2}, {3, 3}});
  CHECK(trie.longest_prefix("abx") == std::pair<std::size_t, int>{2, 2});
  CHECK(trie.longest_prefix("b").second == 6);  // of equals the last
  CHECK(trie.longest_prefix("\xff").second == 5);
  CHECK(trie.longest_prefix("x").second == -1);
  CHECK(trie.longest_prefix("").second == -1);
  CHECK(PieceTrie().longest_prefix("a").second == -1);
  CHECK(PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>>{}).longest_prefix("a").second == -1);
}

TEST_CASE("pieces that are looked for everywhere have a limit") {
  check_sought_piece(std::string(512, 'a'), "f", "k", 1);
  CHECK_THROWS_AS(check_sought_piece(std::string(513, 'a'), "f", "k", 1), TokenizerError);
}
