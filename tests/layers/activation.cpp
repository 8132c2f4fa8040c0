#include <ganymede/layers/activation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ganymede;

TEST_CASE("known values") {
  CHECK(Silu{}(1.0) == doctest::Approx(0.7310585786));
  CHECK(Gelu{}(1.0) == doctest::Approx(0.8413447461));
  CHECK(GeluTanh{}(1.0) == doctest::Approx(0.8411919906));
  CHECK(QuickGelu{}(1.0) == doctest::Approx(0.8457957659));
  CHECK(Relu{}(-1.0) == 0);
  CHECK(Silu{}(-1000.0F) == 0);
}

TEST_CASE("names of configs choose; unknown names are refused") {
  const auto at_one = [](const char* name) {
    double y = 0;
    AnyActivation(name, "config.json", "hidden_act").visit([&](auto f) { y = f(1.0); });
    return y;
  };
  CHECK(at_one("gelu") == doctest::Approx(0.8413447461));
  CHECK(at_one("gelu_new") == doctest::Approx(0.8411919906));
  CHECK(at_one("swish") == at_one("silu"));
  CHECK(at_one("gelu_pytorch_tanh") == at_one("gelu_new"));
  CHECK(at_one("gelu_fast") == at_one("gelu_new"));
  CHECK(at_one("quick_gelu") == QuickGelu{}(1.0));
  CHECK(at_one("relu") == 1);
  CHECK_THROWS_WITH_AS(at_one("mish"), doctest::Contains("config.json: hidden_act"), ConfigError);
  CHECK_THROWS_WITH_AS(at_one("mish"),
                       doctest::Contains("silu, swish, gelu, gelu_python, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, relu, tanh"),
                       ConfigError);
}

TEST_CASE("rows in float equal the policies in double, times the factor") {
  const auto check = [](auto f) {
    for (Index n = 1; n < 40; n += 13) {
      std::vector<float> x, factor, y(static_cast<std::size_t>(n));
      for (Index i = 0; i < n; ++i) {
        x.push_back(float(i) * 0.7F - 9);
        factor.push_back(1 - float(i) * 0.1F);
      }
      activate_row<float>(f, x.data(), factor.data(), y.data(), n);
      for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(double(y[i]) - f(double(x[i])) * double(factor[i])) < 1e-5);
    }
  };
  check(Silu{});
  check(Gelu{});
  check(GeluTanh{});
  check(QuickGelu{});
  check(Relu{});
}

TEST_CASE("a clamped gate is an activation of two numbers") {
  const ClampedSwiglu f{1.702, 7};
  CHECK(f(0.0, 3.0) == 0);
  CHECK(f(2.0, 0.5) == doctest::Approx(2 / (1 + std::exp(-1.702 * 2)) * 1.5));
  CHECK(f(100.0, 100.0) == doctest::Approx(7 / (1 + std::exp(-1.702 * 7)) * 8));
  CHECK(f(1.0, -100.0) == doctest::Approx(1 / (1 + std::exp(-1.702)) * -6));
  CHECK(std::isnan(f(std::nan(""), 1.0)));
  CHECK(std::isnan(f(1.0, std::nan(""))));
  const std::vector<double> gate{2, 100}, up{0.5, 100};
  std::vector<double> y(2);
  activate_row<double>(AnyActivation(f), gate.data(), up.data(), y.data(), 2);
  CHECK(y == std::vector<double>{f(2.0, 0.5), f(100.0, 100.0)});
}
