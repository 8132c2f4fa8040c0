#include <ganymede/ops/short_convolution.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ganymede;

TEST_CASE("a short convolution of two channels, by hand") {
  const double x[] = {1, 10, 2, 20}, weight[] = {0.5, 1, 3, -1}, bias[] = {0.25, 0}, gate[] = {2, -1};
  double y[2];
  short_convolution(x, weight, bias, gate, 2, y, 2);
  CHECK(y[0] == 2 * (0.25 + 0.5 * 1 + 3 * 2));
  CHECK(y[1] == -1 * (1 * 10 - 1 * 20));
}

TEST_CASE("a short convolution of every instruction set agrees with double, whatever the width, and writes nothing beyond its row") {
  for (const Index n : {1, 7, 16, 37}) {
    constexpr Index length = 3;
    const auto drawn = [](Index count, float step) {
      std::vector<float> values;
      for (Index k = 0; k < count; ++k) values.push_back(2 * std::sin(static_cast<float>(k) * step));
      return values;
    };
    const std::vector<float> x = drawn(length * n, 1), weight = drawn(length * n, 3), bias = drawn(n, 5), gate = drawn(n, 7);
    const auto in_double = [](const std::vector<float>& v) { return std::vector<double>(v.begin(), v.end()); };
    std::vector<double> exact(static_cast<std::size_t>(n));
    short_convolution(in_double(x).data(), in_double(weight).data(), in_double(bias).data(), in_double(gate).data(), length, exact.data(),
                      n);
    for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
      if (!supported(static_cast<Isa>(isa))) continue;
      CAPTURE(isa_names[isa]);
      std::vector<float> y(static_cast<std::size_t>(n) + 1, 9.0F);
      detail::kernels_for(static_cast<Isa>(isa))
          .rows.short_convolution(x.data(), weight.data(), bias.data(), gate.data(), length, y.data(), n);
      for (std::size_t k = 0; k < exact.size(); ++k) CHECK(std::abs(double(y[k]) - exact[k]) < 1e-5);
      CHECK(y.back() == 9.0F);
    }
  }
}
