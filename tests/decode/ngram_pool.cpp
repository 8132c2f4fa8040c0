#include <ganymede/decode/ngram_pool.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
std::vector<TokenId> following(const NgramPool& pool, std::size_t text, Index most, Index count) {
  std::vector<TokenId> out;
  const NgramPool::Match match = pool.find(text, most);
  if (match.length > 0) pool.follow(match, text, count, out);
  return out;
}
}  // namespace

TEST_CASE("what followed the same n-gram last is what may follow") {
  NgramPool pool(3);
  CHECK(pool.find(0, 3).length == 0);
  pool.add(0, std::vector<TokenId>{1, 2, 3, 4, 9, 2, 3, 5, 9, 7, 2, 3});
  CHECK(pool.size(0) == 12);
  CHECK(pool.find(0, 3).length == 2);
  CHECK(following(pool, 0, 3, 2) == std::vector<TokenId>{5, 9});  // after the last 2 3, not after the first
  pool.add(0, std::vector<TokenId>{4});
  CHECK(pool.find(0, 3).length == 3);
  CHECK(following(pool, 0, 3, 3) == std::vector<TokenId>{9, 2, 3});  // 2 3 4 stood there once
  pool.add(0, std::vector<TokenId>{8});
  CHECK(pool.find(0, 3).length == 0);
  CHECK(following(pool, 0, 3, 3).empty());
}

TEST_CASE("a longer n-gram counts more than a later one, where it may be as long") {
  NgramPool pool(3);
  pool.add(0, std::vector<TokenId>{1, 2, 3, 10, 5, 3, 11, 1, 2, 3});
  CHECK(following(pool, 0, 3, 1) == std::vector<TokenId>{10});
  CHECK(following(pool, 0, 1, 1) == std::vector<TokenId>{11});
}

TEST_CASE("a match tells how much is the same before it, beyond the n-gram that found it") {
  NgramPool pool(2);
  std::vector<TokenId> text;
  for (TokenId i = 0; i < 20; ++i) text.push_back(i);
  for (TokenId i = 0; i < 9; ++i) text.push_back(i);
  pool.add(0, text);
  CHECK(pool.find(0, 2).length == 9);
  pool.add(0, std::vector<TokenId>{9, 10, 11, 12, 13, 14, 15, 16, 17});
  CHECK(pool.find(0, 2).length == NgramPool::longest_match);
}

TEST_CASE("a text that turns in a circle is drafted beyond its end") {
  NgramPool pool(3);
  pool.add(0, std::vector<TokenId>{7, 1, 2, 1, 2});
  CHECK(following(pool, 0, 3, 5) == std::vector<TokenId>{1, 2, 1, 2, 1});
}

TEST_CASE("texts draft for each other, as far as they go") {
  NgramPool pool(3);
  pool.add(0, std::vector<TokenId>{1, 2, 3, 4});
  pool.add(2, std::vector<TokenId>{8, 2});
  CHECK(pool.size(1) == 0);
  CHECK(following(pool, 2, 3, 5) == std::vector<TokenId>{3, 4});
  CHECK(pool.find(1, 3).length == 0);
}
