#include <ganymede/layers/short_conv.hpp>

#include <ganymede/layers/any_self_attention.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "../support/error_of.hpp"
#include "../support/short_conv.hpp"

using namespace ganymede;

TEST_CASE("a short convolution is its definition: gates, the last positions, zeros before the first") {
  const ShortConvFile file(3, true);
  const auto layer = file.layer<double>();
  const Matrix<double> x = matrix_of<double>(5, conv_width, steps_of(5 * conv_width, 4));
  Sequence sequence(conv_shape(layer));
  const Matrix<double> y = run_short_conv(layer, {{&sequence, x}}).front();
  const auto row_of = [](const Linear<double>& w, Index n) {
    std::vector<double> row(static_cast<std::size_t>(w.in_features()));
    w.row(n, row.data());
    return row;
  };
  const Weights w = file.weights();
  const Linear<double> in(w / "conv.in_proj", 3 * conv_width, conv_width, true), out(w / "conv.out_proj", conv_width, conv_width, true);
  const std::vector<double> bias = (w / "conv.conv").vector<double>("bias", conv_width);
  const auto times = [&](const Linear<double>& m, const Matrix<double>& row, Index n) {
    double sum = m.bias()[static_cast<std::size_t>(n)];
    for (Index k = 0; k < conv_width; ++k) sum += row_of(m, n)[static_cast<std::size_t>(k)] * row(0, k);
    return sum;
  };
  for (Index t = 0; t < 5; ++t) {
    Matrix<double> mixed(1, conv_width);
    for (Index i = 0; i < conv_width; ++i) {
      double sum = bias[static_cast<std::size_t>(i)];
      for (Index j = 0; j < 3; ++j)
        if (const Index s = t - 2 + j; s >= 0) sum += file.tap(i, j) * times(in, x.row(s), i) * times(in, x.row(s), 2 * conv_width + i);
      mixed(0, i) = times(in, x.row(t), conv_width + i) * sum;
    }
    for (Index n = 0; n < conv_width; ++n) CHECK(y(t, n) == doctest::Approx(times(out, mixed, n)));
  }
}

TEST_CASE("pieces, forks and batches of short convolutions give the bits of the whole") {
  for (const Index length : {1, 2, 4}) {
    const ShortConvFile file(length, false);
    const auto layer = file.layer<float>();
    const Matrix<float> x = matrix_of<float>(9, conv_width, steps_of(9 * conv_width, 6));
    Sequence whole(conv_shape(layer)), pieces(conv_shape(layer)), other(conv_shape(layer));
    const Matrix<float> y = run_short_conv(layer, {{&whole, x}}).front();
    const Matrix<float> first = run_short_conv(layer, {{&other, x.topRows(4)}, {&pieces, x.topRows(1)}})[1];
    CHECK(first == y.topRows(1));
    Sequence fork = pieces.fork();
    CHECK(run_short_conv(layer, {{&pieces, x.middleRows(1, 5)}, {&other, x.middleRows(4, 2)}}).front() == y.middleRows(1, 5));
    CHECK(run_short_conv(layer, {{&other, x.bottomRows(3)}, {&fork, x.middleRows(1, 2)}})[1] == y.middleRows(1, 2));
    CHECK(run_short_conv(layer, {{&pieces, x.bottomRows(3)}}).front() == y.bottomRows(3));
    CHECK(error_of<InputError>([&] { pieces.truncate(3); }).key == "length");
    pieces.truncate(0);
    CHECK(run_short_conv(layer, {{&pieces, x}}).front() == y);
  }
}
