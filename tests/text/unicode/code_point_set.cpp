#include <doctest/doctest.h>
#include <ganymede/text/unicode/code_point_set.hpp>

#include <random>
#include <set>

using namespace ganymede;

TEST_CASE("ranges join, whatever their order") {
  CodePointRanges set;
  set.add('m', 'p');
  set.add('a', 'c');
  set.add('d', 'e');
  set.add('b', 'n');
  set.add('z', 'y');
  CHECK(set.ranges() == std::vector<std::pair<char32_t, char32_t>>{{'a', 'p'}});
  CHECK(set.complement().complement().ranges() == set.ranges());
  CHECK(CodePointRanges{}.complement().contains(not_unicode));
  CHECK(CodePointRanges(0, not_unicode).complement().empty());
}

TEST_CASE("set operations agree with sets of numbers") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    CodePointRanges a, b;
    std::set<char32_t> in_a, in_b;
    for (int i = 0; i < 8; ++i) {
      const auto at = static_cast<char32_t>(random() % 600);
      const auto end = static_cast<char32_t>(at + random() % 90);
      (i % 2 == 0 ? a : b).add(at, end);
      for (char32_t c = at; c <= end; ++c) (i % 2 == 0 ? in_a : in_b).insert(c);
    }
    const CodePointRanges both = a.intersection(b), not_a = a.complement();
    const CodePointSet set(a);
    for (char32_t c = 0; c < 800; ++c) {
      REQUIRE(a.contains(c) == (in_a.count(c) != 0));
      REQUIRE(set.contains(c) == a.contains(c));
      REQUIRE(both.contains(c) == (in_a.count(c) != 0 && in_b.count(c) != 0));
      REQUIRE(not_a.contains(c) != a.contains(c));
      if (c < 128) REQUIRE(set.contains_ascii(static_cast<unsigned char>(c)) == set.contains(c));
    }
  }
}
