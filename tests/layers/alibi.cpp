#include <ganymede/io/json.hpp>
#include <ganymede/layers/alibi.hpp>
#include <ganymede/layers/scaled_dot_product.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ganymede;

namespace {
void check_slopes(const std::vector<double>& slopes, const std::vector<double>& expected) {
  REQUIRE(slopes.size() == expected.size());
  for (std::size_t i = 0; i < slopes.size(); ++i) CHECK(std::abs(slopes[i] - expected[i]) <= 1e-6 * expected[i]);
}

/// A pass over 5 tokens of `a`, which has 3 before them, and 2 of `b`; calls f(pass).
template <class F>
void with_pass(F f) {
  const auto shape = std::make_shared<const StateShape>(StateShape{{{1, 2}}, 10, 10});
  Sequence a(shape), b(shape);
  a.reserve(3);
  a.commit(3);
  a.reserve(5);
  b.reserve(2);
  const std::vector<TokenId> five(5), two(2);
  const Batch batch = Batch{}.add(a, five).add(b, two);
  Workspace workspace;
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
  f(pass);
}
}  // namespace

TEST_CASE("slopes are those of BLOOM and MPT in transformers, whatever the number of heads") {
  for (const Json& facts : read_json(GANYMEDE_TEST_DATA "/models/alibi.json")) {
    const auto heads = facts["heads"].get<Index>();
    CAPTURE(heads);
    check_slopes(alibi_slopes(heads), facts["bloom"].get<std::vector<double>>());
    check_slopes(alibi_slopes(heads), facts["mpt"]["8"].get<std::vector<double>>());
    check_slopes(alibi_slopes(heads, 16), facts["mpt"]["16"].get<std::vector<double>>());
  }
  CHECK(alibi_slopes(8).front() == 0.5);  // the paper's example: 1/2, 1/4, ..., 1/256
  CHECK(alibi_slopes(8).back() == 1.0 / 256);
}

TEST_CASE("of two that come and go within a pass each has its own table, wherever they lay") {
  with_pass([](Pass<>& pass) {
    const float one = Alibi<float>(2, 8).score_bias(pass).at_zero[1], other = Alibi<float>(2, 2).score_bias(pass).at_zero[1];
    CHECK(one == static_cast<float>(-alibi_slopes(2, 8)[0]));
    CHECK(other == static_cast<float>(-alibi_slopes(2, 2)[0]));
  });
}

TEST_CASE("the bias falls with distance, on both sides, and is one table a pass") {
  with_pass([](Pass<>& pass) {
    const Alibi<float> alibi(3), copy = alibi;
    const ScoreBias<float> bias = alibi.score_bias(pass);
    CHECK(copy.score_bias(pass).at_zero == bias.at_zero);
    const std::vector<double> slopes = alibi_slopes(3);
    for (Index head = 0; head < 3; ++head)
      for (Index distance = -7; distance <= 7; ++distance)
        CHECK(bias.at_zero[head * bias.head_stride + distance] ==
              static_cast<float>(-slopes[static_cast<std::size_t>(head)] * double(std::abs(distance))));
  });
}

TEST_CASE("in bfloat16 it is a number of the key, rounded as slope and key are") {
  with_pass([](Pass<>& pass) {
    const Alibi<double> three(3, {.scale = 0.5, .in_bfloat16 = true}), twelve(12, {.in_bfloat16 = true}), half(3, {.scale = 0.5});
    const ScoreBias<double> bias = three.score_bias(pass);
    REQUIRE(bias.by_key);
    CHECK(bias.of(5, 7) == 5);
    CHECK(bias.at_zero[7] == 0.5 * 7 / 16);  // slopes of powers of two are exact
    CHECK(bias.at_zero[2 * bias.head_stride + 7] == 0.5 * 7 / 4);
    const ScoreBias<double> rounded = twelve.score_bias(pass);
    CHECK(rounded.at_zero[8 * rounded.head_stride + 1] == 0.70703125);  // 2^-0.5 in eight bits
    CHECK(rounded.at_zero[8 * rounded.head_stride + 7] == 4.9375);      // not 4.94921875
    const ScoreBias<double> scaled = half.score_bias(pass);
    CHECK(!scaled.by_key);
    CHECK(scaled.at_zero[-3] == -0.5 * 3 / 16);
  });
}

TEST_CASE("attention with it, where queries are zero, is a softmax of distances") {
  with_pass([](Pass<>& pass) {
    const Index heads = 3;
    const AttentionConfig config{.hidden_size = 6, .num_attention_heads = heads, .num_key_value_heads = 1, .head_dim = 2};
    ScaledDotProduct<double, Bidirectional> attention{0, config};
    attention.bias = Alibi<double>(heads).score_bias(pass);
    View<double> q = pass.workspace.take<double>(7, 6), k = pass.workspace.take<double>(7, 2), v = pass.workspace.take<double>(7, 2);
    q.setZero(), k.setOnes();
    for (Index t = 0; t < 7; ++t) v(t, 0) = double(t), v(t, 1) = double(t * t);
    const auto caches = attention.caches(pass);
    store_keys_values(k, v, caches, pass);
    const View<double> context = attention(q, caches, pass);
    for (const Segment& s : pass.batch.segments())
      for (Index r = 0; r < s.rows; ++r)
        for (Index head = 0; head < heads; ++head) {
          double sum = 0, first = 0, second = 0;
          for (Index key = 0; key < s.rows; ++key) {
            const double weight = std::exp(-alibi_slopes(heads)[static_cast<std::size_t>(head)] * double(std::abs(key - r)));
            sum += weight;
            first += weight * v(s.first_row + key, 0);
            second += weight * v(s.first_row + key, 1);
          }
          CHECK(context(s.first_row + r, 2 * head) == doctest::Approx(first / sum).epsilon(1e-6));  // caches hold float
          CHECK(context(s.first_row + r, 2 * head + 1) == doctest::Approx(second / sum).epsilon(1e-6));
        }
  });
}

TEST_CASE("numbers of heads and biases that cannot be are refused") {
  CHECK_THROWS_WITH_AS(alibi_slopes(0), doctest::Contains("num_heads"), InputError);
  CHECK_THROWS_AS(alibi_slopes(Index{1} << 40), InputError);
  CHECK_THROWS_WITH_AS(alibi_slopes(8, 0), doctest::Contains("alibi_bias_max"), InputError);
  CHECK_THROWS_AS(alibi_slopes(8, std::numeric_limits<double>::infinity()), InputError);
  CHECK_THROWS_AS(alibi_slopes(8, std::numeric_limits<double>::quiet_NaN()), InputError);
}
