#include <ganymede/inspect/head_summary.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
HeadSummary summary(const Matrix<double>& weights, Index first = 0) {
  return summarize_head(view_of(weights.data(), weights.rows(), weights.cols()), first);
}
}  // namespace

TEST_CASE("head_summary: heads that do one thing") {
  const HeadSummary previous = summary((Matrix<double>(3, 3) << 1, 0, 0, 1, 0, 0, 0, 1, 0).finished());
  CHECK(previous.previous == doctest::Approx(1));
  CHECK(previous.first == doctest::Approx(0.5));
  CHECK(previous.itself == doctest::Approx(1.0 / 3));
  CHECK(previous.entropy == doctest::Approx(0));
  const HeadSummary even = summary(Matrix<double>::Constant(4, 4, 0.25));
  CHECK(even.entropy == doctest::Approx(2));
  CHECK(even.first == doctest::Approx(0.25));
  CHECK(even.previous == doctest::Approx(0.25));
  CHECK(even.itself == doctest::Approx(0.25));
}

TEST_CASE("head_summary: rows that begin later, and rows that have no previous position") {
  const HeadSummary late = summary((Matrix<double>(1, 3) << 0.2, 0.7, 0.1).finished(), 2);
  CHECK(late.previous == doctest::Approx(0.7));
  CHECK(late.itself == doctest::Approx(0.1));
  CHECK(late.first == doctest::Approx(0.2));
  const HeadSummary one = summary(Matrix<double>::Ones(1, 1));
  CHECK(one.previous == 0);
  CHECK(one.first == 0);
  CHECK(one.itself == 1);
  CHECK(summary(Matrix<double>(0, 0)).entropy == 0);
}
