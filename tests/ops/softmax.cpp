#include <ganymede/ops/softmax.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace ganymede;

TEST_CASE("softmax keeps its stated error on every instruction set, in place too") {
  std::mt19937 generator(1);
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    CAPTURE(isa_names[isa]);
    const auto function = detail::kernels_for(static_cast<Isa>(isa)).rows.softmax;
    for (const std::size_t n : {1U, 2U, 15U, 16U, 17U, 100U, 1000U})
      for (const float range : {0.01f, 1.0f, 30.0f, 300.0f}) {
        std::uniform_real_distribution<float> uniform(-range, range);
        std::vector<float> x(n), y(n);
        for (float& v : x) v = uniform(generator);
        if (n > 2) x[1] = -std::numeric_limits<float>::infinity();
        double sum = 0, largest = double{x[0]}, worst = 0, total = 0;
        for (const float v : x) largest = std::max(largest, double{v});
        for (const float v : x) sum += std::exp(double{v} - largest);
        function(x.data(), y.data(), static_cast<Index>(n));
        for (std::size_t i = 0; i < n; ++i) {
          // x - max is rounded once: up to half an ulp of 600 in the exponent
          const double exact = std::exp(double{x[i]} - largest) / sum,
                       bound = exact * (1e-6 + 7e-8 * (largest - std::max(double{x[i]}, -1e3))) + 1e-37;
          worst = std::max(worst, std::fabs(double{y[i]} - exact) / bound);
          total += double{y[i]};
        }
        CHECK(worst <= 1.0);
        CHECK(total == doctest::Approx(1.0).epsilon(1e-6));
        if (n > 2) CHECK(y[1] == 0.0f);
        function(x.data(), x.data(), static_cast<Index>(n));
        CHECK(x == y);
      }
  }
}

TEST_CASE("softmax of nothing, of one, of equals") {
  softmax(nullptr, nullptr, 0);
  float x[4] = {3.0f, 3.0f, 3.0f, 3.0f};
  softmax(x, x, 4);
  for (const float v : x) CHECK(v == 0.25f);
  float one[1] = {-1e30f};
  softmax(one, one, 1);
  CHECK(one[0] == 1.0f);
}

TEST_CASE("the exponential behind softmax is within 2 ulp, a rounding of the quotient aside") {
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    CAPTURE(isa_names[isa]);
    const auto function = detail::kernels_for(static_cast<Isa>(isa)).rows.softmax;
    double worst = 0;
    for (float x = -86; x < 0; x += 0.0007f) {
      float pair[2] = {0.0f, x};
      function(pair, pair, 2);
      worst = std::max(worst, std::fabs(double{pair[1]} / double{pair[0]} / std::exp(double{x}) - 1));
    }
    CHECK(worst <= 3 * 1.2e-7);  // 2 ulp of the exponential, half an ulp of each of the two products
  }
}

TEST_CASE("softmax of NaN is NaN") {
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    for (const std::size_t at : {0U, 1U, 17U, 39U}) {
      std::vector<float> x(40, 1.0f);
      x[at] = std::numeric_limits<float>::quiet_NaN();
      detail::kernels_for(static_cast<Isa>(isa)).rows.softmax(x.data(), x.data(), 40);
      for (const float v : x) CHECK(std::isnan(v));
    }
  }
}
