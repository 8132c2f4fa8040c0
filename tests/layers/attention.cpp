#include <ganymede/layers/attention.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// The layer's output [T, D] for rows of one sequence, some at a time.
template <class Layer, class T>
Matrix<T> attended(const Layer& layer, Matrix<T> x, const std::vector<Index>& given = {}) {
  Sequence sequence(one_layer(layer.config.num_key_value_heads, layer.config.head_dim));
  const std::vector<Index> pieces = given.empty() ? std::vector<Index>{x.rows()} : given;
  Matrix<T> out(x.rows(), layer.config.hidden_size);
  for (Index first = 0; const Index rows : pieces) {
    const std::vector<TokenId> tokens(static_cast<std::size_t>(rows));
    with_pass_over(Batch{}.add(sequence, tokens), [&](Pass<>& pass) {
      const View<T> all = shown(x);
      const View<T> y = layer(rows_of(all, first, rows), pass);
      out.middleRows(first, rows) = y;
    });
    first += rows;
  }
  return out;
}

/// 4 query heads of 4 dimensions over hidden states of 8; `groups` key/value heads.
template <class Layer, class T>
Layer random_attention(Index groups = 2) {
  Layer layer;
  layer.config = {.hidden_size = 8, .num_attention_heads = 4, .num_key_value_heads = groups, .head_dim = 4};
  layer.qkv_proj = linear_of<T>(16 + 8 * groups, 8, steps_of((16 + 8 * groups) * 8, 1));
  layer.o_proj = linear_of<T>(8, 16, steps_of(8 * 16, 2));
  return layer;
}

template <class T>
Matrix<T> random_rows(Index rows) {
  return matrix_of<T>(rows, 8, steps_of(rows * 8, 3));
}

/// Two tokens of two dimensions, one head. x = (a, 0), (0, a) with a^2 / sqrt(2) = ln 3; q(x) = (x1, x0), k(x) = (x0, 2 x1),
/// v(x) = (2 x1, x0), o(c) = (c0 + c1, c1). So q = (0, a), (a, 0); k = (a, 0), (0, 2a); v = (0, a), (2a, 0).
template <class Layer, class T>
Layer layer_by_hand() {
  Layer layer;
  layer.config = {.hidden_size = 2, .num_attention_heads = 1, .num_key_value_heads = 1, .head_dim = 2};
  layer.qkv_proj = linear_of<T>(6, 2, std::vector<float>{0, 1, 1, 0, /* k */ 1, 0, 0, 2, /* v */ 0, 2, 1, 0});
  layer.o_proj = linear_of<T>(2, 2, std::vector<float>{1, 1, 0, 1});
  return layer;
}
const double unit = std::sqrt(std::sqrt(2.0) * std::log(3.0));

template <class T>
void check_rows(const Matrix<T>& rows, const Matrix<double>& expected) {
  CAPTURE(rows);
  CHECK((rows.template cast<double>() - expected).cwiseAbs().maxCoeff() < 1e-5);  // caches hold float
}

}  // namespace

TEST_CASE_TEMPLATE("causal attention of two tokens, by hand", T, float, double) {
  const Matrix<T> x{{T(unit), T(0)}, {T(0), T(unit)}};
  // Row 0 sees itself: v = (0, a), out (a, a). Row 1: scores (a^2, 0) / sqrt(2) = (ln 3, 0), weights (3/4, 1/4),
  // context 3/4 (0, a) + 1/4 (2a, 0) = (a/2, 3a/4), out (5a/4, 3a/4).
  check_rows(attended(layer_by_hand<Attention<T>, T>(), x), Matrix<double>{{unit, unit}, {1.25 * unit, 0.75 * unit}});
}

TEST_CASE_TEMPLATE("an encoder's attention of two tokens, by hand", T, float, double) {
  const Matrix<T> x{{T(unit), T(0)}, {T(0), T(unit)}};
  // Row 0 sees both: scores (0, 2 a^2) / sqrt(2) = (0, 2 ln 3), weights (1/10, 9/10), context 1/10 (0, a) + 9/10 (2a, 0) = (1.8a, 0.1a),
  // out (1.9a, 0.1a). Row 1 is as in the causal case.
  check_rows(attended(layer_by_hand<EncoderAttention<T>, T>(), x), Matrix<double>{{1.9 * unit, 0.1 * unit}, {1.25 * unit, 0.75 * unit}});
}

TEST_CASE_TEMPLATE("a causal row never sees a later one", T, float, double) {
  const auto layer = random_attention<Attention<T>, T>();
  Matrix<T> x = random_rows<T>(7);
  const Matrix<T> before = attended(layer, x);
  x.row(4).setConstant(std::numeric_limits<T>::quiet_NaN());
  const Matrix<T> after = attended(layer, x);
  CHECK(before.topRows(4) == after.topRows(4));
  CHECK(after.bottomRows(3).array().isNaN().all());
}

TEST_CASE_TEMPLATE("one pass, pieces, and token by token have the same bits", T, float, double) {
  const auto layer = random_attention<Attention<T>, T>();
  const Matrix<T> x = random_rows<T>(7), whole = attended(layer, x);
  CHECK(whole == attended(layer, x, {3, 4}));
  CHECK(whole == attended(layer, x, {1, 1, 1, 1, 1, 1, 1}));
}

TEST_CASE_TEMPLATE("an encoder's attention knows no order: permuted tokens have permuted outputs", T, float, double) {
  const auto layer = random_attention<EncoderAttention<T>, T>();
  const Matrix<T> x = random_rows<T>(6), out = attended(layer, x);
  Eigen::PermutationMatrix<Eigen::Dynamic> order(6);
  order.indices() << 3, 0, 5, 1, 4, 2;
  const Matrix<T> turned = order * x, expected = order * out;
  CHECK((attended(layer, turned) - expected).cwiseAbs().maxCoeff() < T(1e-5));
  CHECK((attended(random_attention<Attention<T>, T>(), turned) - expected).cwiseAbs().maxCoeff() > T(0.1));  // a decoder's does
}

TEST_CASE_TEMPLATE("heads that share keys and values equal heads that repeat them", T, float, double) {
  const auto grouped = random_attention<Attention<T>, T>(2);
  auto repeated = grouped;
  repeated.config.num_key_value_heads = 4;
  const std::vector<float> rows = steps_of(32 * 8, 1);  // q: 4 heads of 4 rows of 8, then k's 2 heads, then v's
  std::vector<float> all(rows.begin(), rows.begin() + 16 * 8);
  for (const Index head : {0, 0, 1, 1, 2, 2, 3, 3}) {  // k's two, then v's two, each twice
    const auto begin = rows.begin() + (16 + 4 * head) * 8;
    all.insert(all.end(), begin, begin + 4 * 8);
  }
  repeated.qkv_proj = linear_of<T>(48, 8, all);
  const Matrix<T> x = random_rows<T>(5);
  CHECK(attended(grouped, x) == attended(repeated, x));
}

TEST_CASE_TEMPLATE("a window of one position leaves each row its own value", T, float, double) {
  auto layer = random_attention<Attention<T>, T>(4);
  layer.config.sliding_window = 1;
  auto alone = layer;
  alone.config.sliding_window = 0;
  const Matrix<T> x = random_rows<T>(5), windowed = attended(layer, x);
  for (Index t = 0; t < 5; ++t) CHECK(windowed.row(t) == attended(alone, Matrix<T>(x.row(t))).row(0));
}

TEST_CASE_TEMPLATE("norms of heads take away how long queries and keys are", T, float, double) {
  using Normed = Attention<T, NoPosition, RmsNorm<T>>;
  auto layer = random_attention<Normed, T>();
  layer.q_norm.weight = {T(1), T(2), T(3), T(4)};
  layer.k_norm.weight = {T(1), T(1), T(0.5), T(1)};
  layer.q_norm.eps = layer.k_norm.eps = 0;
  auto longer = layer;
  std::vector<float> rows = steps_of(32 * 8, 1);
  for (std::size_t i = 0; i < 16 * 8; ++i) rows[i] *= 4;                      // all of q
  for (std::size_t i = (16 + 4) * 8; i < (16 + 8) * 8; ++i) rows[i] *= 0.5F;  // k's second head alone
  longer.qkv_proj = linear_of<T>(32, 8, rows);
  const Matrix<T> x = random_rows<T>(5), out = attended(layer, x);
  CHECK((attended(longer, x) - out).cwiseAbs().maxCoeff() < T(1e-5));
  layer.k_norm.weight[0] = T(3);
  CHECK((attended(layer, x) - out).cwiseAbs().maxCoeff() > T(0.01));
}

TEST_CASE_TEMPLATE("with rotary positions only distances count: a text that begins later has the same outputs", T, float, double) {
  using Rotary = Attention<T, Rope<T>>;
  auto layer = random_attention<Rotary, T>();
  layer.position = Rope<T>(RopeConfig{.rotary_dim = 4, .max_position_embeddings = 64});
  layer.config.sliding_window = 3;
  const Matrix<T> x = random_rows<T>(9);
  const Matrix<T> all = attended(layer, x), without_first_two = attended(layer, Matrix<T>(x.bottomRows(7)));
  // From the third row on, a window holds the same tokens in both.
  CHECK((all.bottomRows(5) - without_first_two.bottomRows(5)).cwiseAbs().maxCoeff() < T(1e-5));
  layer.config.sliding_window = 0;
  auto unturned = random_attention<Attention<T>, T>();
  CHECK((attended(layer, x) - attended(unturned, x)).cwiseAbs().maxCoeff() > T(0.01));
}

TEST_CASE_TEMPLATE("sequences of a batch do not see each other", T, float, double) {
  const auto layer = random_attention<Attention<T>, T>();
  Matrix<T> x = random_rows<T>(7);
  Sequence first(one_layer(2, 4)), second(one_layer(2, 4));
  const std::vector<TokenId> three(3), four(4);
  with_pass_over(Batch{}.add(first, three).add(second, four), [&](Pass<>& pass) {
    const View<T> y = layer(shown(x), pass);
    CHECK(y.topRows(3) == attended(layer, Matrix<T>(x.topRows(3))));
    CHECK(y.bottomRows(4) == attended(layer, Matrix<T>(x.bottomRows(4))));
  });
}

TEST_CASE_TEMPLATE("clipped queries, keys and values stay within bounds", T, float, double) {
  auto layer = random_attention<Attention<T>, T>();
  const Matrix<T> x = random_rows<T>(5), out = attended(layer, x);
  layer.config.clip_qkv = 1000;
  CHECK(attended(layer, x) == out);
  layer.config.clip_qkv = 0.05;
  layer.o_proj = linear_of<T>(8, 16, [] {
    std::vector<float> ones(8 * 16);
    for (std::size_t i = 0; i < 8; ++i) ones[i * 16 + i] = 1;  // the values of two heads as they are
    return ones;
  }());
  const Matrix<T> clipped = attended(layer, x);
  CHECK(clipped.cwiseAbs().maxCoeff() <= T(0.05F));
  CHECK(clipped.cwiseAbs().maxCoeff() > T(0.04F));
}
