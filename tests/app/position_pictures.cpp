#include <ganymede/app/position_pictures.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ganymede;

namespace {
double at(const PositionPicture& p, Index row, Index column) {
  return double(p.values[static_cast<std::size_t>(row) * p.columns.size() + static_cast<std::size_t>(column)]);
}
}  // namespace

TEST_CASE("sinusoidal: the layer's table, and products that depend on the distance alone") {
  for (const bool interleaved : {true, false}) {
    const Sinusoids sinusoids{.interleaved = interleaved};
    const PositionPicture p = sinusoidal_picture<double>(sinusoids, 40, 16);
    CHECK(p.rows.size() == 40);
    CHECK(p.columns.size() == 16);
    for (Index t = 0; t < 40; ++t)
      for (Index i = 0; i < 16; ++i) CHECK(at(p, t, i) == doctest::Approx(sinusoids.value(t, i, 16)).epsilon(1e-6));
    REQUIRE(p.curves.size() == 3);
    for (const Index anchor : {0, 7, 20})
      for (Index distance = 0; distance < 20; ++distance) {
        double sum = 0, fast = 0;
        for (Index i = 0; i < 16; ++i) {
          const double product = at(p, anchor, i) * at(p, anchor + distance, i) / 8;
          sum += product;
          if (interleaved ? i < 8 : i % 8 < 4) fast += 2 * product;
        }
        CHECK(p.curves[0].y[static_cast<std::size_t>(distance)] == doctest::Approx(sum).epsilon(1e-5));
        CHECK(std::abs(p.curves[1].y[static_cast<std::size_t>(distance)] - fast) < 1e-5);
      }
  }
}

TEST_CASE("rotary: cosines of the config's own frequencies; the curve is their mean") {
  RopeConfig rope{.rope_theta = 500, .rotary_dim = 12};
  rope.max_position_embeddings = 64;
  const PositionPicture p = rotary_picture<double>(rope, 30);
  const std::vector<float> frequencies = rope.inverse_frequencies(64);
  REQUIRE(p.columns.size() == 6);
  for (Index t = 0; t < 30; ++t) {
    double mean = 0;
    for (Index i = 0; i < 6; ++i) {
      const double expected = std::cos(double(t) * double(frequencies[static_cast<std::size_t>(i)]));
      CHECK(std::abs(at(p, t, i) - expected) < 1e-6);
      mean += expected / 6;
    }
    CHECK(std::abs(p.curves[0].y[static_cast<std::size_t>(t)] - mean) < 1e-6);
  }
  CHECK(p.largest == doctest::Approx(1));
  CHECK(p.title == "Rotary positions, 12 numbers a head, theta 500");
}

TEST_CASE("ALiBi: each head's slope times the distance") {
  const PositionPicture p = alibi_picture(12, 20);
  const std::vector<double> slopes = alibi_slopes(12);
  for (Index head = 0; head < 12; ++head)
    for (Index distance = 0; distance < 20; ++distance)
      CHECK(at(p, head, distance) == doctest::Approx(-slopes[static_cast<std::size_t>(head)] * double(distance)));
  CHECK(p.curves.size() == 6);
  CHECK(p.curves[1].name == "head 2");
  CHECK(alibi_picture(1, 1).largest == 1);
}

TEST_CASE("relative: buckets by distance; a decoder has none for what it does not see") {
  const RelativeBuckets encoder{}, decoder{.bidirectional = false};
  const PositionPicture p = relative_picture(encoder, 100);
  REQUIRE(p.columns.size() == 199);
  CHECK(p.columns.front() == "-99");
  for (Index distance = -99; distance < 100; ++distance) {
    CHECK(at(p, 0, distance + 99) == double(encoder.bucket(distance)));
    CHECK((distance > 0 ? std::isnan(at(p, 1, distance + 99)) : at(p, 1, distance + 99) == double(decoder.bucket(distance))));
  }
  CHECK(p.curves[1].x.size() == 100);
}

TEST_CASE("sizes that cannot be are refused by name") {
  CHECK_THROWS_WITH_AS(sinusoidal_picture({}, 0, 8), doctest::Contains("length"), InputError);
  CHECK_THROWS_WITH_AS(sinusoidal_picture({}, 8, 1), doctest::Contains("hidden_size"), InputError);
  CHECK_THROWS_WITH_AS(rotary_picture({.rotary_dim = 7}, 8), doctest::Contains("rotary_dim"), InputError);
  CHECK_THROWS_WITH_AS(alibi_picture(0, 8), doctest::Contains("num_heads"), InputError);
  CHECK_THROWS_WITH_AS(alibi_picture(8, Index{1} << 40), doctest::Contains("length"), InputError);
  CHECK_THROWS_AS(relative_picture({}, -1), InputError);
  CHECK_THROWS_AS(relative_picture({true, 3, 128}, 8), ConfigError);
}
