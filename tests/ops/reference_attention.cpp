#include <ganymede/ops/reference_attention.hpp>

#include <doctest/doctest.h>

#include "../support/key_value_cache.hpp"

using namespace ganymede;

namespace {
/// Two positions with keys (1, 0), (0, 1) and values (2, 4), (6, 8); two queries (1, 0), (2, 3).
struct TwoByTwo {
  KeyValueCache cache{{1, 2, CacheType::f32}, 2};
  std::vector<double> q{1, 0, 2, 3}, out = std::vector<double>(4);
  TwoByTwo() {
    const double k[] = {1, 0, 0, 1}, v[] = {2, 4, 6, 8};
    for (Index s = 0; s < 2; ++s) store_key_value<double>(cache.pages(), s, k + 2 * s, v + 2 * s);
  }
  std::vector<double> weights(const AttentionSettings<double>& settings, Index row) {
    const AttentionRows<double> a{.q = q.data(),
                                  .q_stride = 2,
                                  .rows = 2,
                                  .heads = 1,
                                  .position = 0,
                                  .keys = 2,
                                  .cache = cache.pages(),
                                  .out = out.data(),
                                  .out_stride = 2};
    std::vector<double> w(2, -1.0);
    detail::reference_weights(a, settings, row, 0, w.data());
    detail::reference_attention(a, settings, row, 0);
    return w;
  }
};
}  // namespace

TEST_CASE("two positions, computed by hand") {
  TwoByTwo t;
  CHECK(t.weights({}, 0)[0] == 1);  // the first row sees only itself
  CHECK(t.out[0] == 2);
  const double e = std::exp(1.0);
  const std::vector<double> causal = t.weights({}, 1);  // scores 2 and 3
  CHECK(causal[0] == doctest::Approx(1 / (1 + e)));
  CHECK(causal[1] == doctest::Approx(e / (1 + e)));
  CHECK(t.out[3] == doctest::Approx((4 + 8 * e) / (1 + e)));
  CHECK(t.weights({.after = 1}, 0)[1] == doctest::Approx(1 / (1 + e)));  // not causal: scores 1 and 0
  CHECK(t.weights({.before = 0}, 1) == std::vector<double>{0, 1});       // a window of one position
  CHECK(t.weights({.scale = 0.5}, 1)[1] == doctest::Approx(1 / (1 + std::exp(-0.5))));
  CHECK(t.weights({.softcap = 1}, 1)[1] == doctest::Approx(1 / (1 + std::exp(std::tanh(2.0) - std::tanh(3.0)))));
  const double bias[] = {7, 0, 0};  // of distances -1, 0, 1
  CHECK(t.weights({.bias = {bias + 1, 3}}, 1)[0] == doctest::Approx(1 / (1 + std::exp(3.0 - 9.0))));
}

TEST_CASE("a row that may see nothing is zero") {
  TwoByTwo t;
  const double inf = std::numeric_limits<double>::infinity(), bias[] = {-inf, -inf, -inf};
  CHECK(t.weights({.bias = {bias + 1, 3}}, 1) == std::vector<double>{0, 0});
  CHECK(t.out[2] == 0);
}

TEST_CASE("a sink takes its share of a row's weights, and no value is behind it") {
  KeyValueCache cache({1, 2, CacheType::f32}, 3);
  const double q[] = {0, 0}, sinks[] = {std::log(2.0)};  // three scores of 0, and one of ln 2: weights of 1/5
  double out[2];
  const AttentionRows<double> a{
      .q = q, .q_stride = 2, .rows = 1, .heads = 1, .position = 2, .keys = 3, .cache = cache.pages(), .out = out, .out_stride = 2};
  AttentionSettings<double> settings{.scale = 1};
  double weights[3];
  settings.sinks = sinks;
  detail::reference_weights(a, settings, 0, 0, weights);
  for (const double w : weights) CHECK(w == doctest::Approx(0.2));
  const double high[] = {1e4}, low[] = {-1e4};
  settings.sinks = high;
  detail::reference_weights(a, settings, 0, 0, weights);
  for (const double w : weights) CHECK(w == 0);
  settings.sinks = low;
  detail::reference_weights(a, settings, 0, 0, weights);
  for (const double w : weights) CHECK(w == doctest::Approx(1.0 / 3));
}
