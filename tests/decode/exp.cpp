#include <ganymede/decode/exp.hpp>
#include <ganymede/decode/random.hpp>
#include <ganymede/ops/kernels.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

constexpr double no_bound = std::numeric_limits<double>::infinity();

/// Distance in units of the last place of `truth`, which is in higher precision where long double has any.
double ulps(double value, long double truth) {
  const double nearest = static_cast<double>(truth);
  const double ulp = std::nextafter(std::fabs(nearest), no_bound) - std::fabs(nearest);
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
  CHECK(ganymede::exp(no_bound) == no_bound);
  CHECK(ganymede::exp(-no_bound) == 0);
  CHECK(ganymede::exp(709.7) == doctest::Approx(std::exp(709.7)).epsilon(1e-14));
  CHECK(ganymede::exp(709.79) == no_bound);
  CHECK(ganymede::exp(1e300) == no_bound);
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
  CHECK(ganymede::log(0) == -no_bound);
  CHECK(ganymede::log(-0.0) == -no_bound);
  CHECK(ganymede::log(no_bound) == no_bound);
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

TEST_CASE("e^x in vector lanes has the bits of exp on every instruction set, whatever stands beside it") {
  using namespace ganymede;
  Random random(4);
  const std::size_t n = 65537;
  std::vector<float> x(n);
  std::vector<double> y(n);
  for (int round = 0; round < 16; ++round) {
    const float range = round % 4 == 0 ? 1.0F : round % 4 == 1 ? 30.0F : round % 4 == 2 ? 700.0F : 760.0F;  // subnormal results, and none
    const double from = round < 8 ? 0 : static_cast<double>(static_cast<float>(random.uniform() * 40));
    for (float& v : x) v = static_cast<float>(from - random.uniform() * static_cast<double>(range));
    x[3] = x[n - 1] = -std::numeric_limits<float>::infinity();
    x[4] = x[5] = static_cast<float>(from);
    for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
      if (!supported(static_cast<Isa>(isa))) continue;
      CAPTURE(isa_names[isa]);
      const std::size_t skipped = static_cast<std::size_t>(round);  // other lanes, other parts of lines
      detail::kernels_for(static_cast<Isa>(isa))
          .vocabulary.exponentials(x.data() + skipped, static_cast<Index>(n - skipped), from, y.data());
      std::size_t wrong = 0;
      for (std::size_t i = skipped; i < n; ++i)
        wrong +=
            std::bit_cast<std::uint64_t>(ganymede::exp(static_cast<double>(x[i]) - from)) != std::bit_cast<std::uint64_t>(y[i - skipped])
                ? 1U
                : 0U;
      CHECK(wrong == 0);
    }
  }
}
