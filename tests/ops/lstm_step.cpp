#include <ganymede/ops/lstm_step.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ganymede;

TEST_CASE("one unit, by hand") {
  // sigmoid(0) = 1/2, tanh(0) = 0, sigmoid(ln 3) = 3/4, tanh(ln 3) = (9 - 1) / (9 + 1)
  const double gates[] = {0.0, std::log(3.0), std::log(3.0), 0.0}, none[] = {0.0, 0.0, 0.0, 0.0};
  double cell[] = {0.8}, hidden[] = {9.0};
  lstm_step(gates, none, cell, hidden, 1);
  CHECK(cell[0] == doctest::Approx(0.75 * 0.8 + 0.5 * 0.8));
  CHECK(hidden[0] == doctest::Approx(0.5 * std::tanh(1.0)));
  double again[] = {0.8};
  lstm_step(none, gates, again, hidden, 1);  // what is added to what makes no difference
  CHECK(again[0] == cell[0]);
}

TEST_CASE("every instruction set agrees with double, whatever the size, and writes nothing beyond its row") {
  for (const Index n : {1, 7, 16, 37}) {
    const auto size = static_cast<std::size_t>(n);
    std::vector<float> gates, recurrent, before;
    for (Index k = 0; k < 4 * n; ++k) {
      gates.push_back(9 * std::sin(static_cast<float>(k)));
      recurrent.push_back(3 * std::cos(static_cast<float>(5 * k)));
    }
    for (Index k = 0; k < n; ++k) before.push_back(2 * std::sin(static_cast<float>(3 * k)));
    const std::vector<double> gates64(gates.begin(), gates.end()), recurrent64(recurrent.begin(), recurrent.end());
    std::vector<double> cell64(before.begin(), before.end()), hidden64(size);
    lstm_step(gates64.data(), recurrent64.data(), cell64.data(), hidden64.data(), n);
    for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
      if (!supported(static_cast<Isa>(isa))) continue;
      CAPTURE(isa_names[isa]);
      std::vector<float> cell = before, hidden(size + 1, 9.0f);
      cell.push_back(8.0f);
      detail::kernels_for(static_cast<Isa>(isa)).rows.lstm_step(gates.data(), recurrent.data(), cell.data(), hidden.data(), n);
      for (std::size_t k = 0; k < size; ++k) {
        CHECK(std::abs(double{cell[k]} - cell64[k]) < 2e-6);  // sums of up to 12 rounded to float, then sigmoid and tanh within 3e-7
        CHECK(std::abs(double{hidden[k]} - hidden64[k]) < 2e-6);
      }
      CHECK(cell.back() == 8.0f);
      CHECK(hidden.back() == 9.0f);
    }
  }
}

TEST_CASE("gates far open or shut neither overflow nor leak") {
  const float gates[] = {-500, -500, 500, -500, 500, 500, -500, 500}, none[8] = {};  // i, f, g, o of two units each
  float cell[] = {0.5f, 0.5f}, hidden[2];
  lstm_step(gates, none, cell, hidden, 2);
  CHECK(cell[0] == 0.5f);    // shut to what is new, open to what was
  CHECK(hidden[0] == 0.0f);  // which it does not show
  CHECK(cell[1] == 0.0f);    // shut to both
  CHECK(hidden[1] == 0.0f);
}
