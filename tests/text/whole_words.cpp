#include <doctest/doctest.h>
#include <ganymede/text/whole_words.hpp>

using namespace ganymede;

TEST_CASE("remembers what was learnt") {
  using Known = detail::WholeWords::Known;
  const detail::WholeWords words(3);
  CHECK(words[0] == Known::nothing);
  words.learn(0, true);
  words.learn(2, false);
  CHECK(words[0] == Known::whole);
  CHECK(words[1] == Known::nothing);
  CHECK(words[2] == Known::parts);
}
