#include <ganymede/layers/rope.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// `heads` [1, heads * head_dim] turned as queries (and, unless null, `keys` as keys) of a sequence's token at `position`.
template <class T>
Matrix<T> turned(const Rope<T>& rope, Matrix<T> heads, Index head_dim, Index position, std::type_identity_t<Matrix<T>>* keys = nullptr,
                 Index max_length = 0) {
  Sequence sequence(std::make_shared<const StateShape>(StateShape{{{1, 1}}, 64, 4096}), {.max_length = max_length});
  sequence.reserve(position);
  sequence.commit(position);
  const TokenId token[1]{};
  with_pass_over(Batch{}.add(sequence, token), [&](Pass<>& pass) {
    Matrix<T> none(1, head_dim);
    none.setZero();
    View<T> q = shown(heads), k = shown(keys != nullptr ? *keys : none);
    rope(q, k, head_dim, pass);
  });
  return heads;
}

template <class T>
Rope<T> plain_rope(Index rotary_dim, double theta = 10000) {
  return Rope<T>(RopeConfig{.rope_theta = theta, .rotary_dim = rotary_dim, .max_position_embeddings = 64});
}

}  // namespace

TEST_CASE_TEMPLATE("one pair turns by its position in radians, by hand", T, float, double) {
  // theta^0 = 1: at position 1, (1, 0) becomes (cos 1, sin 1) = (0.540302, 0.841471) and (0, 1) becomes (-sin 1, cos 1).
  Matrix<T> key{{T(0), T(1)}};
  const Matrix<T> query = turned(plain_rope<T>(2), Matrix<T>{{T(1), T(0)}}, 2, 1, &key);
  CHECK(double(query(0, 0)) == doctest::Approx(0.540302).epsilon(1e-6));
  CHECK(double(query(0, 1)) == doctest::Approx(0.841471).epsilon(1e-6));
  CHECK(double(key(0, 0)) == doctest::Approx(-0.841471).epsilon(1e-6));
  CHECK(double(key(0, 1)) == doctest::Approx(0.540302).epsilon(1e-6));
}

TEST_CASE_TEMPLATE("pairs lie half a head apart, and each turns slower than the one before, by hand", T, float, double) {
  // theta = 100, rotary_dim = 4: frequencies 1 and 100^(-2/4) = 1/10. At position 5 the pair (0, 2) turns by 5, (1, 3) by 0.5:
  // (1, 1, 0, 0) becomes (cos 5, cos 0.5, sin 5, sin 0.5).
  const Matrix<T> out = turned(plain_rope<T>(4, 100), Matrix<T>{{T(1), T(1), T(0), T(0)}}, 4, 5);
  const double expected[]{std::cos(5), std::cos(0.5), std::sin(5), std::sin(0.5)};
  for (Index i = 0; i < 4; ++i) CHECK(double(out(0, i)) == doctest::Approx(expected[i]).epsilon(1e-5));
}

TEST_CASE_TEMPLATE("scores depend on the difference of positions alone, and lengths on nothing", T, float, double) {
  const Rope<T> rope = plain_rope<T>(8);
  const Matrix<T> q = matrix_of<T>(1, 8, steps_of(8, 1)), k = matrix_of<T>(1, 8, steps_of(8, 2));
  const auto score = [&](Index query, Index key) { return double(turned(rope, q, 8, query).cwiseProduct(turned(rope, k, 8, key)).sum()); };
  for (const Index apart : {0, 1, 7}) {
    for (const Index from : {1, 5, 40}) CHECK(score(apart + from, from) == doctest::Approx(score(apart, 0)).epsilon(1e-5));
    CHECK(double(turned(rope, q, 8, apart).norm()) == doctest::Approx(double(q.norm())).epsilon(1e-6));
  }
  CHECK(score(0, 0) == doctest::Approx(double(q.cwiseProduct(k).sum())).epsilon(1e-6));
  CHECK(std::abs(score(7, 0) - score(0, 7)) > 0.01);  // before and after are told apart
}

TEST_CASE_TEMPLATE("position 0 and dimensions beyond rotary_dim stay as they are, head by head", T, float, double) {
  const Matrix<T> heads = matrix_of<T>(1, 18, steps_of(18, 1));
  CHECK(turned(plain_rope<T>(4), heads, 6, 0) == heads);
  const Matrix<T> out = turned(plain_rope<T>(4), heads, 6, 3);
  for (Index head = 0; head < 3; ++head) {
    const Matrix<T> one = heads.middleCols(6 * head, 6);
    CHECK(out.middleCols(6 * head, 6) == turned(plain_rope<T>(4), one, 6, 3));
    CHECK(out.middleCols(6 * head + 4, 2) == one.rightCols(2));
    CHECK(out.middleCols(6 * head, 4) != one.leftCols(4));
  }
}

TEST_CASE("positions count from each sequence's length, and layers that copy one Rope share a table") {
  const Rope<double> rope = plain_rope<double>(4), copy = rope, other = plain_rope<double>(4);
  Sequence old(one_layer(1, 4)), fresh(one_layer(1, 4));
  old.reserve(5);
  old.commit(5);
  const std::vector<TokenId> two(2);
  Matrix<double> q = matrix_of<double>(4, 4, steps_of(16, 1)), k = matrix_of<double>(4, 4, steps_of(16, 2));
  const Matrix<double> before = q;
  with_pass_over(Batch{}.add(fresh, two).add(old, two), [&](Pass<>& pass) {
    View<double> queries = shown(q), keys = shown(k);
    rope(queries, keys, 4, pass);
    const auto tables = [&] { return std::ranges::count_if(pass.tables, [](const auto& t) { return t.owner != nullptr; }); };
    CHECK(tables() == 1);
    copy(queries, keys, 4, pass);
    CHECK(tables() == 1);
    other(queries, keys, 4, pass);
    CHECK(tables() == 2);
  });
  // turned three times, by as much each time
  const Index positions[]{0, 1, 5, 6};
  for (Index t = 0; t < 4; ++t)
    CHECK((q.row(t) - turned(rope, Matrix<double>(before.row(t)), 4, 3 * positions[t])).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("a sequence declared longer than the trained context has slower frequencies where scaling is dynamic, and only there") {
  RopeConfig config{.rotary_dim = 4, .type = RopeConfig::Type::dynamic, .factor = 2, .max_position_embeddings = 64};
  const Matrix<double> x = matrix_of<double>(1, 4, steps_of(4, 1));
  const Rope<double> rope(config);
  CHECK(turned(rope, x, 4, 9, nullptr, 64) == turned(plain_rope<double>(4), x, 4, 9));
  const std::vector<float> inverse = config.inverse_frequencies(1024);
  const Matrix<double> out = turned(rope, x, 4, 9, nullptr, 1024);
  for (Index i = 0; i < 2; ++i) {
    const double angle = 9 * double(inverse[static_cast<std::size_t>(i)]);
    CHECK(out(0, i) == doctest::Approx(x(0, i) * std::cos(angle) - x(0, i + 2) * std::sin(angle)).epsilon(1e-6));
    CHECK(out(0, i + 2) == doctest::Approx(x(0, i + 2) * std::cos(angle) + x(0, i) * std::sin(angle)).epsilon(1e-6));
  }
  CHECK(out != turned(plain_rope<double>(4), x, 4, 9));
  config.type = RopeConfig::Type::plain;
  CHECK(turned(Rope<double>(config), x, 4, 9, nullptr, 1024) == turned(plain_rope<double>(4), x, 4, 9));
}

TEST_CASE("yarn makes queries and keys longer by its factor of attention") {
  const RopeConfig config{.rotary_dim = 4,
                          .type = RopeConfig::Type::yarn,
                          .factor = 4,
                          .attention_factor = 1.5,
                          .original_max_position_embeddings = 16,
                          .max_position_embeddings = 64};
  const Matrix<double> x = matrix_of<double>(1, 4, steps_of(4, 1));
  for (const Index position : {0, 3, 50})
    CHECK(turned(Rope<double>(config), x, 4, position).norm() == doctest::Approx(1.5 * x.norm()).epsilon(1e-6));
}

TEST_CASE("no positions change nothing") {
  Matrix<double> q = matrix_of<double>(1, 4, steps_of(4, 1)), k = q;
  const Matrix<double> before = q;
  Sequence sequence(one_layer(1, 4));
  const TokenId token[1]{};
  with_pass_over(Batch{}.add(sequence, token), [&](Pass<>& pass) {
    View<double> queries = shown(q), keys = shown(k);
    NoPosition{}(queries, keys, 4, pass);
  });
  CHECK(q == before);
  CHECK(k == before);
}
