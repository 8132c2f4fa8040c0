#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Distance in units of the last place of `truth`, which is in higher precision where long double has any.
double ulps(double value, long double truth) {
  const double nearest = static_cast<double>(truth);
  const double ulp = std::nextafter(std::fabs(nearest), inf) - std::fabs(nearest);
  return static_cast<double>(std::fabs(static_cast<long double>(value) - truth) / static_cast<long double>(ulp));
}

}  // namespace

TEST_CASE("exp is within an ulp of the true value") {
  ganymede::Random random(1);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = i % 2 ? random.uniform() * 1416 - 708 : random.uniform() * 4 - 3;
    worst = std::max(worst, ulps(ganymede::exp(x), std::exp(static_cast<long double>(x))));
  }
  MESSAGE("worst error of exp: " << worst << " ulp");
  CHECK(worst < 1.0);
}

TEST_CASE("exp at the ends of its range") {
  CHECK(ganymede::exp(0) == 1);
  CHECK(ganymede::exp(-0.0) == 1);
  CHECK(ganymede::exp(inf) == inf);
  CHECK(ganymede::exp(-inf) == 0);
  CHECK(ganymede::exp(709.7) == doctest::Approx(std::exp(709.7)).epsilon(1e-14));
  CHECK(ganymede::exp(709.79) == inf);
  CHECK(ganymede::exp(1e300) == inf);
  CHECK(ganymede::exp(-745.13) == std::exp(-745.13));  // the least subnormal
  CHECK(ganymede::exp(-740.0) == doctest::Approx(std::exp(-740.0)).epsilon(1e-2));
  CHECK(ganymede::exp(-746.0) == 0);
  CHECK(std::isnan(ganymede::exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("log is within an ulp of the true value") {
  ganymede::Random random(2);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = i % 3 == 0   ? random.uniform() + 0.5
                     : i % 3 == 1 ? std::exp(random.uniform() * 1400 - 700)
                                  : 1 + (random.uniform() - 0.5) * 0x1p-20;
    if (x != 1) worst = std::max(worst, ulps(ganymede::log(x), std::log(static_cast<long double>(x))));
  }
  MESSAGE("worst error of log: " << worst << " ulp");
  CHECK(worst < 1.0);
}

TEST_CASE("log at the ends of its range") {
  CHECK(ganymede::log(1) == 0);
  CHECK(ganymede::log(0) == -inf);
  CHECK(ganymede::log(-0.0) == -inf);
  CHECK(ganymede::log(inf) == inf);
  CHECK(std::isnan(ganymede::log(-1)));
  CHECK(std::isnan(ganymede::log(std::numeric_limits<double>::quiet_NaN())));
  CHECK(ulps(ganymede::log(0x1p-1074), std::log(0x1p-1074L)) < 1);
  CHECK(ulps(ganymede::log(std::numeric_limits<double>::max()), std::log(static_cast<long double>(std::numeric_limits<double>::max()))) <
        1);
}

TEST_CASE("the bits of exp and log are the same for every compiler and target") {
  ganymede::Random random(3);
  std::uint64_t bits = 0;
  const auto mix = [&](double v) { bits = (bits ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001b3ULL; };
  for (int i = 0; i < 100000; ++i) {
    const double x = random.uniform();
    mix(ganymede::exp(-700 * x));
    mix(ganymede::exp(2 * x - 1));
    mix(ganymede::log(x + 0x1p-60));
  }
  CHECK(bits == 0xf3cbbe744462f10dULL);
}
