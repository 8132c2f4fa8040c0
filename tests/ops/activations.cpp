// Every instruction set that this machine has, against the functions in double.
#include <ganymede/ops/activations.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;

namespace {
double exact(ActivationFunction f, double x) {
  switch (f) {
    case ActivationFunction::silu:
      return x / (1 + std::exp(-x));
    case ActivationFunction::gelu:
      return 0.5 * x * std::erfc(-x * 0.70710678118654752440);
    case ActivationFunction::gelu_tanh:
      return 0.5 * x * (1 + std::tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
    case ActivationFunction::quick_gelu:
      return x / (1 + std::exp(-1.702 * x));
    case ActivationFunction::relu:
      return x > 0 ? x : 0;
    case ActivationFunction::tanh:
      return std::tanh(x);
  }
  return 0;
}
}  // namespace

TEST_CASE("activations keep their stated errors, wherever a value stands in its row, and take a factor") {
  std::vector<float> x;
  for (float v = -20; v <= 20; v += 0.003f) x.push_back(v);
  for (float v = 1e-30f; v < 1e4f; v *= 1.7f) x.insert(x.end(), {v, -v});
  const Index n = static_cast<Index>(x.size());
  for (std::size_t i = 0; i < isa_names.size(); ++i) {
    if (!supported(static_cast<Isa>(i))) continue;
    CAPTURE(isa_names[i]);
    for (std::size_t f = 0; f < 6; ++f) {
      CAPTURE(f);
      const auto function = detail::kernels_for(static_cast<Isa>(i)).rows.activate[f];
      const bool gelu = static_cast<ActivationFunction>(f) == ActivationFunction::gelu;
      std::vector<float> y(x.size()), twice(x.size());
      function(x.data(), nullptr, y.data(), n);
      const std::vector<float> two(x.size(), 2.0f);
      function(x.data(), two.data(), twice.data(), n);
      double worst = 0;
      for (std::size_t k = 0; k < x.size(); ++k) {
        const double error = std::fabs(double{y[k]} - exact(static_cast<ActivationFunction>(f), double{x[k]}));
        const bool tanh = static_cast<ActivationFunction>(f) == ActivationFunction::tanh;
        const double bound = tanh ? 3e-7 : gelu ? 2e-7 * std::fabs(double{x[k]}) + 1e-7 : 4e-7 * std::fabs(double{x[k]}) + 1e-38;
        worst = std::max(worst, error / bound);
        REQUIRE(twice[k] == 2 * y[k]);
      }
      CHECK(worst <= 1.0);
      for (const std::size_t begin : {1U, 7U, 100U})
        for (Index count : {0, 1, 3, 15, 17, 40}) {
          std::vector<float> part(static_cast<std::size_t>(count) + 1, 9.0f);
          function(x.data() + begin, nullptr, part.data(), count);
          for (Index k = 0; k < count; ++k) CHECK(part[static_cast<std::size_t>(k)] == y[begin + static_cast<std::size_t>(k)]);
          CHECK(part.back() == 9.0f);
        }
    }
  }
}

TEST_CASE("activations of the extremes") {
  const float inf = std::numeric_limits<float>::infinity();
  for (const auto f : {ActivationFunction::silu, ActivationFunction::gelu, ActivationFunction::gelu_tanh, ActivationFunction::quick_gelu,
                       ActivationFunction::relu}) {
    float x[4] = {200.0f, -200.0f, 0.0f, inf};
    activate(f, x, nullptr, x, 4);
    CHECK(x[0] == 200.0f);
    CHECK(std::fabs(x[1]) < 1e-30f);
    CHECK(x[2] == 0.0f);
    CHECK(x[3] == inf);
    float nan[1] = {std::numeric_limits<float>::quiet_NaN()};
    activate(f, nan, nullptr, nan, 1);
    CHECK(std::isnan(nan[0]));
  }
  float far[4] = {200.0f, -200.0f, inf, -inf};
  activate(ActivationFunction::tanh, far, nullptr, far, 4);
  for (const Index i : {0, 2}) CHECK((far[i] == 1.0f && far[i + 1] == -1.0f));
}
