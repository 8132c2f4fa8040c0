#include <ganymede/ops/rotate.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ganymede;

TEST_CASE("pairs turn by their angles on every instruction set; other dimensions stay") {
  for (const Index half : {1, 3, 16, 37}) {
    constexpr Index heads = 3;
    const Index d = 2 * half + 5;
    std::vector<double> exact;
    std::vector<float> x, table(static_cast<std::size_t>(2 * half));
    for (Index i = 0; i < heads * d; ++i) x.push_back(std::sin(static_cast<float>(i)));
    for (Index i = 0; i < half; ++i) {
      table[static_cast<std::size_t>(i)] = std::cos(static_cast<float>(i));
      table[static_cast<std::size_t>(half + i)] = std::sin(static_cast<float>(i));
    }
    exact.assign(x.begin(), x.end());
    const std::vector<double> exact_table(table.begin(), table.end());
    rotate<double>(exact.data(), heads, d, half, exact_table.data());
    for (Index h = 0; h < heads; ++h)
      for (Index i = 0; i < half; ++i) {  // as complex numbers
        const auto at = [&](Index j) { return static_cast<std::size_t>(h * d + j); };
        const double a = double(x[at(i)]), b = double(x[at(half + i)]), c = exact_table[static_cast<std::size_t>(i)],
                     s = exact_table[static_cast<std::size_t>(half + i)];
        CHECK(exact[at(i)] == doctest::Approx(a * c - b * s));
        CHECK(exact[at(half + i)] == doctest::Approx(b * c + a * s));
      }
    for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
      if (!supported(static_cast<Isa>(isa))) continue;
      CAPTURE(isa_names[isa]);
      std::vector<float> y = x;
      detail::kernels_for(static_cast<Isa>(isa)).rows.rotate(y.data(), heads, d, half, table.data());
      for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(double(y[i]) - exact[i]) < 2e-7);
    }
  }
}
