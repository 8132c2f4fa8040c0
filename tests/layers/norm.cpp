#include <ganymede/layers/norm.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
struct Bench {
  Batch batch;
  Workspace workspace;
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
};
}  // namespace

TEST_CASE_TEMPLATE("RmsNorm divides by the root of the mean square", T, float, double) {
  Bench b;
  RmsNorm<T> norm;
  norm.weight = {T(1), T(2)};
  norm.eps = 0;
  View<T> x = b.workspace.keep<T>(1, 2);
  x << T(3), T(4);  // mean square 12.5
  const View<T> y = norm(x, b.pass);
  CHECK(double(y(0, 0)) == doctest::Approx(3 / std::sqrt(12.5)));
  CHECK(double(y(0, 1)) == doctest::Approx(2 * 4 / std::sqrt(12.5)));
}

TEST_CASE_TEMPLATE("LayerNorm centres and scales each row on its own", T, float, double) {
  Bench b;
  LayerNorm<T> norm;
  norm.weight = {T(1), T(1), T(2)};
  norm.bias = {T(0), T(0), T(5)};
  norm.eps = 0;
  View<T> x = b.workspace.keep<T>(2, 3);
  x << T(1), T(2), T(3), T(10), T(20), T(30);
  const View<T> y = norm(x, b.pass);
  for (Index t = 0; t < 2; ++t) {
    CHECK(double(y(t, 0)) == doctest::Approx(-std::sqrt(1.5)));
    CHECK(double(y(t, 1)) == doctest::Approx(0));
    CHECK(double(y(t, 2)) == doctest::Approx(2 * std::sqrt(1.5) + 5));
  }
}

TEST_CASE("lane sums are exact on whole numbers of any count") {
  for (Index n = 0; n < 70; ++n) CHECK(detail::sum_in_lanes<double>(n, [](Index i) { return double(i); }) == double(n * (n - 1) / 2));
}
