#include <ganymede/ops/norms.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace ganymede;

TEST_CASE("norms equal their definitions in double on every instruction set") {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal(0.5f, 2.0f);
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    CAPTURE(isa_names[isa]);
    const detail::RowKernels& rows = detail::kernels_for(static_cast<Isa>(isa)).rows;
    for (const std::size_t n : {1U, 5U, 64U, 100U, 517U}) {
      std::vector<float> x(n), weight(n), bias(n), rms(n), layer(n), no_bias(n);
      for (std::size_t i = 0; i < n; ++i) x[i] = normal(generator), weight[i] = normal(generator), bias[i] = normal(generator);
      double sum = 0, squares = 0, deviations = 0;
      for (const float v : x) sum += double{v}, squares += double{v} * double{v};
      const double count = static_cast<double>(n), mean = sum / count;
      for (const float v : x) deviations += (double{v} - mean) * (double{v} - mean);
      rows.rms_norm(x.data(), weight.data(), 1e-5f, rms.data(), static_cast<Index>(n));
      rows.layer_norm(x.data(), weight.data(), bias.data(), 1e-2f, layer.data(), static_cast<Index>(n));
      rows.layer_norm(x.data(), weight.data(), nullptr, 1e-2f, no_bias.data(), static_cast<Index>(n));
      double worst = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double r = double{x[i]} / std::sqrt(squares / count + 1e-5) * double{weight[i]};
        const double l = (double{x[i]} - mean) / std::sqrt(deviations / count + 1e-2) * double{weight[i]};
        for (const double error : {double{rms[i]} - r, double{layer[i]} - l - double{bias[i]}, double{no_bias[i]} - l})
          worst = std::max(worst, std::fabs(error));
      }
      CHECK(worst < 1e-5);  // values up to 30, a few roundings each
      rows.rms_norm(x.data(), weight.data(), 1e-5f, x.data(), static_cast<Index>(n));
      CHECK(x == rms);
      x[n / 2] = std::numeric_limits<float>::quiet_NaN();
      rows.rms_norm(x.data(), weight.data(), 1e-5f, rms.data(), static_cast<Index>(n));
      rows.layer_norm(x.data(), weight.data(), bias.data(), 1e-5f, layer.data(), static_cast<Index>(n));
      for (std::size_t i = 0; i < n; ++i) CHECK((std::isnan(rms[i]) && std::isnan(layer[i])));
    }
  }
}
