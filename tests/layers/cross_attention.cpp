#include <ganymede/layers/cross_attention.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

template <class T>
Source source_of(const CrossAttention<T>& layer, Matrix<T> encoded) {
  Sequence source(one_layer(layer.config.num_key_value_heads, layer.config.head_dim));
  const std::vector<TokenId> tokens(static_cast<std::size_t>(encoded.rows()));
  with_pass_over(Batch{}.add(source, tokens), [&](Pass<>& pass) { layer.fill_cache(shown(encoded), pass); });
  return std::make_shared<const Sequence>(std::move(source));
}

/// The layer's output for rows of a text whose first `past` tokens are computed already.
template <class T>
Matrix<T> crossed(const CrossAttention<T>& layer, Matrix<T> x, const Source& source, Index past = 0) {
  Sequence text(one_layer(layer.config.num_key_value_heads, layer.config.head_dim), {}, source);
  text.reserve(past);
  text.commit(past);
  const std::vector<TokenId> tokens(static_cast<std::size_t>(x.rows()));
  Matrix<T> out;
  with_pass_over(Batch{}.add(text, tokens), [&](Pass<>& pass) {
    const View<T> y = layer(shown(x), pass);
    out = y;
  });
  return out;
}

template <class T>
CrossAttention<T> random_cross_attention() {
  CrossAttention<T> layer;
  layer.config = {.hidden_size = 4, .num_attention_heads = 4, .num_key_value_heads = 2, .head_dim = 2};
  layer.q_proj = linear_of<T>(8, 4, steps_of(32, 1));
  layer.kv_proj = linear_of<T>(8, 4, steps_of(32, 2));
  layer.o_proj = linear_of<T>(4, 8, steps_of(32, 3));
  return layer;
}
template <class T>
Matrix<T> rows_of_four(Index rows, unsigned seed) {
  return matrix_of<T>(rows, 4, steps_of(rows * 4, seed));
}

}  // namespace

TEST_CASE_TEMPLATE("a text of one token and a source of two, by hand", T, float, double) {
  CrossAttention<T> layer;
  layer.config = {.hidden_size = 2, .num_attention_heads = 1, .num_key_value_heads = 1, .head_dim = 2};
  layer.q_proj = linear_of<T>(2, 2, std::vector<float>{2, 0, 0, 0});                       // q(x) = (2 x0, 0)
  layer.kv_proj = linear_of<T>(4, 2, std::vector<float>{0, 1, 1, 0, /* v */ 4, 0, 0, 8});  // k(e) = (e1, e0), v(e) = (4 e0, 8 e1)
  layer.o_proj = linear_of<T>(2, 2, std::vector<float>{0, 1, 1, 0});                       // o(c) = (c1, c0)
  // Source e = (1, 0), (0, 1): k = (0, 1), (1, 0); v = (4, 0), (0, 8). Text x = (s, 7) with 2 s / sqrt(2) = ln 3: scores (0, ln 3),
  // weights (1, 3) / 4, context (1, 6), out (6, 1).
  const Source source = source_of<T>(layer, Matrix<T>{{1, 0}, {0, 1}});
  CHECK(source->length() == 2);
  const Matrix<T> out = crossed<T>(layer, Matrix<T>{{T(std::log(3.0) / std::sqrt(2.0)), 7}}, source);
  CHECK(double(out(0, 0)) == doctest::Approx(6).epsilon(1e-5));
  CHECK(double(out(0, 1)) == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE_TEMPLATE("every row sees all of the source, wherever in its text it stands and whatever stands beside it", T, float, double) {
  const auto layer = random_cross_attention<T>();
  const Source source = source_of(layer, rows_of_four<T>(40, 4));  // more than one page
  const Matrix<T> x = rows_of_four<T>(3, 5), all = crossed(layer, x, source);
  for (Index t = 0; t < 3; ++t)
    for (const Index past : {0, 9, 50}) CHECK(crossed(layer, Matrix<T>(x.row(t)), source, past).row(0) == all.row(t));
}

TEST_CASE_TEMPLATE("a source in another order is the same, one with another token is not", T, float, double) {
  const auto layer = random_cross_attention<T>();
  Matrix<T> encoded = rows_of_four<T>(6, 4);
  const Matrix<T> x = rows_of_four<T>(3, 5), out = crossed(layer, x, source_of(layer, encoded));
  const Matrix<T> turned = encoded.colwise().reverse();
  CHECK((crossed(layer, x, source_of(layer, turned)) - out).cwiseAbs().maxCoeff() < T(1e-5));
  encoded.row(5).setConstant(T(2));  // the last one counts for the first row too
  CHECK((crossed(layer, x, source_of(layer, encoded)) - out).row(0).cwiseAbs().maxCoeff() > T(0.01));
}

TEST_CASE_TEMPLATE("texts of a batch see their own sources", T, float, double) {
  const auto layer = random_cross_attention<T>();
  const Source a = source_of(layer, rows_of_four<T>(3, 4)), b = source_of(layer, rows_of_four<T>(5, 6));
  Matrix<T> x = rows_of_four<T>(4, 5);
  Sequence first(one_layer(2, 2), {}, a), second(one_layer(2, 2), {}, b);
  const std::vector<TokenId> two(2);
  with_pass_over(Batch{}.add(first, two).add(second, two), [&](Pass<>& pass) {
    const View<T> y = layer(shown(x), pass);
    CHECK(y.topRows(2) == crossed(layer, Matrix<T>(x.topRows(2)), a));
    CHECK(y.bottomRows(2) == crossed(layer, Matrix<T>(x.bottomRows(2)), b));
  });
}
