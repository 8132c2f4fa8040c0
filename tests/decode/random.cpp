#include <ganymede/decode/random.hpp>

#include <doctest/doctest.h>

#include <set>

using ganymede::Random;

TEST_CASE("the generator is xoshiro256** filled by splitmix64") {
  Random random(42);  // from an independent implementation of the two papers, in Python
  CHECK(random.next() == 0x15780b2e0c2ec716ULL);
  CHECK(random.next() == 0x6104d9866d113a7eULL);
  CHECK(random.next() == 0xae17533239e499a1ULL);
  CHECK(random.next() == 0xecb8ad4703b360a1ULL);
}

TEST_CASE("uniform numbers lie in [0, 1), spread evenly") {
  Random random(7);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100000; ++i) {
    const double u = random.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum += u;
    squares += u * u;
  }
  CHECK(sum / 100000 == doctest::Approx(0.5).epsilon(0.01));
  CHECK(squares / 100000 == doctest::Approx(1.0 / 3).epsilon(0.01));
}

TEST_CASE("seeds and streams name different generators") {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    for (std::uint64_t stream = 0; stream < 40; ++stream) first.insert(Random(seed, stream).next());
  CHECK(first.size() == 1600);
  CHECK(Random(5, 0).next() == Random(5).next());
  CHECK(Random(5, 3).next() == Random(5, 3).next());
}
