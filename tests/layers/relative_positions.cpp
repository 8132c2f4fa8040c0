#include <ganymede/io/json.hpp>
#include <ganymede/layers/relative_positions.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("buckets are those of transformers, distance by distance") {
  for (const Json& facts : read_json(GANYMEDE_TEST_DATA "/models/relative_buckets.json")) {
    const RelativeBuckets buckets{facts["bidirectional"].get<bool>(), facts["num_buckets"].get<Index>(),
                                  facts["max_distance"].get<Index>()};
    CAPTURE(buckets.relative_attention_num_buckets);
    CAPTURE(buckets.bidirectional);
    buckets.validate("");
    const auto expected = facts["buckets"].get<std::vector<Index>>();
    for (Index distance = -400; distance <= 400; ++distance) {
      CAPTURE(distance);
      CHECK(buckets.bucket(distance) == expected[static_cast<std::size_t>(distance + 400)]);
    }
  }
}

TEST_CASE("buckets that cannot be are refused by key") {
  CHECK_THROWS_WITH_AS((RelativeBuckets{true, 3, 128}.validate("f")), doctest::Contains("relative_attention_num_buckets"), ConfigError);
  CHECK_THROWS_WITH_AS((RelativeBuckets{false, 1, 128}.validate("f")), doctest::Contains("relative_attention_num_buckets"), ConfigError);
  CHECK_THROWS_AS((RelativeBuckets{false, 1 << 20, 1 << 22}.validate("f")), ConfigError);
  CHECK_THROWS_WITH_AS((RelativeBuckets{true, 32, 8}.validate("f")), doctest::Contains("relative_attention_max_distance"), ConfigError);
  CHECK_THROWS_AS((RelativeBuckets{true, 32, Index{1} << 40}.validate("f")), ConfigError);
}
