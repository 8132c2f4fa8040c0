#include <ganymede/layers/rope_scaling.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
RopeConfig from(const char* json) { return RopeConfig::from_config(Settings(parse_json(json, "config.json"), "config.json"), 8); }
}  // namespace

TEST_CASE("plain frequencies are theta^(-2i/d)") {
  const auto inverse = from(R"({"rope_theta": 10000, "max_position_embeddings": 64})").inverse_frequencies(64);
  REQUIRE(inverse.size() == 4);
  CHECK(inverse[0] == doctest::Approx(1));
  CHECK(inverse[1] == doctest::Approx(0.1));
  CHECK(inverse[3] == doctest::Approx(0.001));
}

TEST_CASE("old and new spellings mean the same") {
  const auto old = from(R"({"rope_theta": 500, "rope_scaling": {"type": "linear", "factor": 2}})").inverse_frequencies(1);
  CHECK(old == from(R"({"rope_parameters": {"rope_type": "linear", "rope_theta": 500, "factor": 2}})").inverse_frequencies(1));
  CHECK(old[0] == doctest::Approx(0.5));
}

TEST_CASE("dynamic scaling follows the declared length, once it is longer than the trained context") {
  const RopeConfig rope = from(R"({"max_position_embeddings": 16, "rope_scaling": {"rope_type": "dynamic", "factor": 2}})");
  CHECK(rope.inverse_frequencies(16) == rope.inverse_frequencies(3));
  CHECK(rope.inverse_frequencies(32)[1] < rope.inverse_frequencies(16)[1]);
}

TEST_CASE("what cannot be computed faithfully is refused by name") {
  CHECK_THROWS_WITH_AS(from(R"({"rope_scaling": {"rope_type": "longrope", "factor": 2}})"), doctest::Contains("longrope"), ConfigError);
  CHECK_THROWS_WITH_AS(from(R"({"rope_scaling": {"rope_type": "linear"}})"), doctest::Contains("factor"), ConfigError);
  CHECK_THROWS_AS(from(R"({"rope_scaling": {"rope_type": "linear", "factor": -1}})"), ConfigError);
  CHECK_THROWS_AS(from(R"({"partial_rotary_factor": 0.01})"), ConfigError);
  CHECK_THROWS_AS(from(R"({"rope_theta": 0})"), ConfigError);
}
