#include <ganymede/layers/scaled_dot_product.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <tuple>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// Attention of q over k and v, rows of one sequence that holds `past` positions of zeros already.
template <class Mask, class T, class P>
Matrix<T> context_of(const AttentionConfig& config, Matrix<T> q, Matrix<T> k, Matrix<T> v, P& probe, Index past = 0) {
  Sequence sequence(one_layer(config.num_key_value_heads, config.head_dim));
  sequence.reserve(past);
  Matrix<T> zero(1, config.kv_size());
  zero.setZero();
  for (Index s = 0; s < past; ++s) store_key_value<T>(sequence.pages(0), s, zero.data(), zero.data());
  sequence.commit(past);
  const std::vector<TokenId> tokens(static_cast<std::size_t>(q.rows()));
  Matrix<T> out;
  with_pass_over(Batch{}.add(sequence, tokens), probe, [&](auto& pass) {
    const ScaledDotProduct<T, Mask> attention{0, config};
    const auto caches = attention.caches(pass);
    store_keys_values(shown(k), shown(v), caches, pass);
    out = attention(shown(q), caches, pass);
  });
  return out;
}
template <class Mask, class T>
Matrix<T> context_of(const AttentionConfig& config, const Matrix<T>& q, const Matrix<T>& k, const Matrix<T>& v, Index past = 0) {
  NoProbe probe;
  return context_of<Mask>(config, q, k, v, probe, past);
}

constexpr AttentionConfig one_head{.hidden_size = 2, .num_attention_heads = 1, .num_key_value_heads = 1, .head_dim = 2};
constexpr AttentionConfig two_groups{.hidden_size = 8, .num_attention_heads = 4, .num_key_value_heads = 2, .head_dim = 2};

/// softmax(q k^T / sqrt(d)) v of one head, written as in the paper; what a row may not see has a score of -infinity.
Matrix<double> equation_1(const Matrix<double>& q, const Matrix<double>& k, const Matrix<double>& v, bool causal) {
  Matrix<double> weights = q * k.transpose() / std::sqrt(double(q.cols()));
  for (Index t = 0; t < weights.rows(); ++t) {
    for (Index s = t + 1; causal && s < weights.cols(); ++s) weights(t, s) = -std::numeric_limits<double>::infinity();
    weights.row(t) = weights.row(t).array().exp();
    weights.row(t) /= weights.row(t).sum();
  }
  return weights * v;
}

struct WeightsSeen {
  static constexpr bool wants_attention = true;
  static constexpr bool wants_hidden_states = false;
  std::map<std::tuple<Index, Index>, std::vector<double>> of{};  // by head and position
  std::vector<RowInfo> rows{};
  template <class T>
  void attention(Index layer, Index head, const RowInfo& row, std::span<const T> weights) {
    CHECK(layer == 0);
    rows.push_back(row);
    of[{head, row.position}] = std::vector<double>(weights.begin(), weights.end());
  }
};

static_assert(Probe<WeightsSeen>);

}  // namespace

TEST_CASE_TEMPLATE("two positions, by hand", T, float, double) {
  // q k^T / sqrt(2): row 0 (0, 0), row 1 (0, ln 3). Weights of row 1: (1, 3) / 4, of row 0 in an encoder: (1, 1) / 2.
  const Matrix<T> q{{0, 0}, {T(std::sqrt(2.0)), 0}}, k{{0, 5}, {T(std::log(3.0)), 9}}, v{{4, 8}, {12, 0}};
  const Matrix<T> causal = context_of<Causal>(one_head, q, k, v), encoder = context_of<Bidirectional>(one_head, q, k, v);
  const Matrix<double> expected{{4, 8}, {4 / 4.0 + 12 * 3 / 4.0, 8 / 4.0}};  // row 0 of a decoder sees itself alone
  CHECK((causal.template cast<double>() - expected).cwiseAbs().maxCoeff() < 1e-5);
  const Matrix<double> both{{8, 4}, {10, 2}};
  CHECK((encoder.template cast<double>() - both).cwiseAbs().maxCoeff() < 1e-5);
}

TEST_CASE_TEMPLATE("it is equation 1, head by head", T, float, double) {
  const Matrix<T> q = matrix_of<T>(6, 8, steps_of(48, 1)), k = matrix_of<T>(6, 4, steps_of(24, 2)), v = matrix_of<T>(6, 4, steps_of(24, 3));
  const Matrix<T> causal = context_of<Causal>(two_groups, q, k, v), encoder = context_of<Bidirectional>(two_groups, q, k, v);
  for (Index head = 0; head < 4; ++head) {
    const auto part = [](const Matrix<T>& m, Index at) { return Matrix<double>(m.middleCols(2 * at, 2).template cast<double>()); };
    const Index group = head / 2;
    CHECK((part(causal, head) - equation_1(part(q, head), part(k, group), part(v, group), true)).cwiseAbs().maxCoeff() < 1e-6);
    CHECK((part(encoder, head) - equation_1(part(q, head), part(k, group), part(v, group), false)).cwiseAbs().maxCoeff() < 1e-6);
  }
}

TEST_CASE_TEMPLATE("new keys and values stand after those of the cache", T, float, double) {
  const Matrix<T> q = matrix_of<T>(3, 2, steps_of(6, 1)), k = matrix_of<T>(3, 2, steps_of(6, 2)), v = matrix_of<T>(3, 2, steps_of(6, 3));
  Matrix<double> all_q = Matrix<double>::Zero(36, 2), all_k = all_q, all_v = all_q;  // 33 positions of zeros: more than a page
  all_q.bottomRows(3) = q.template cast<double>();
  all_k.bottomRows(3) = k.template cast<double>();
  all_v.bottomRows(3) = v.template cast<double>();
  const Matrix<double> expected = equation_1(all_q, all_k, all_v, true).bottomRows(3);
  CHECK((context_of<Causal>(one_head, q, k, v, 33).template cast<double>() - expected).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE_TEMPLATE("keys and values in another order are the same set", T, float, double) {
  const Matrix<T> q = matrix_of<T>(6, 8, steps_of(48, 1)), k = matrix_of<T>(6, 4, steps_of(24, 2)), v = matrix_of<T>(6, 4, steps_of(24, 3));
  const Matrix<T> turned_k = k.colwise().reverse(), turned_v = v.colwise().reverse();
  const Matrix<T> out = context_of<Bidirectional>(two_groups, q, k, v);
  CHECK((context_of<Bidirectional>(two_groups, q, turned_k, turned_v) - out).cwiseAbs().maxCoeff() < T(1e-6));
  CHECK((context_of<Bidirectional>(two_groups, q, k, turned_v) - out).cwiseAbs().maxCoeff() > T(0.01));  // pairs stay pairs
}

TEST_CASE_TEMPLATE("a probe is shown weights of sum 1 over what each row sees, and changes no bit", T, float, double) {
  const Matrix<T> q = matrix_of<T>(5, 8, steps_of(40, 1)), k = matrix_of<T>(5, 4, steps_of(20, 2)), v = matrix_of<T>(5, 4, steps_of(20, 3));
  WeightsSeen causal, encoder;
  CHECK(context_of<Causal>(two_groups, q, k, v, causal, 3) == context_of<Causal>(two_groups, q, k, v, 3));
  CHECK(context_of<Bidirectional>(two_groups, q, k, v, encoder) == context_of<Bidirectional>(two_groups, q, k, v));
  REQUIRE(causal.of.size() == 20);
  REQUIRE(encoder.of.size() == 20);
  const auto check_sum = [](const std::vector<double>& weights, Index keys) {
    REQUIRE(static_cast<Index>(weights.size()) == keys);
    double sum = 0;
    for (const double w : weights) {
      CHECK(w >= 0);
      sum += w;
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-6));
  };
  for (Index head = 0; head < 4; ++head)
    for (Index row = 0; row < 5; ++row) {
      check_sum(causal.of.at({head, 3 + row}), 3 + row + 1);  // three positions of the cache before the first
      check_sum(encoder.of.at({head, row}), 5);
    }
  for (const RowInfo& row : causal.rows) {
    CHECK(row.kind == AttentionKind::self);
    CHECK(row.position == row.row + 3);
  }
  for (const RowInfo& row : encoder.rows) CHECK(row.kind == AttentionKind::encoder);
  // They are the weights that values are added with.
  const Matrix<T> out = context_of<Bidirectional>(two_groups, q, k, v);
  double first = 0;
  for (std::size_t s = 0; s < 5; ++s) first += encoder.of.at({3, 2})[s] * double(v(Index(s), 2));
  CHECK(double(out(2, 6)) == doctest::Approx(first).epsilon(1e-5));
}

TEST_CASE_TEMPLATE("a scale of its own, and soft caps, form the scores", T, float, double) {
  AttentionConfig config = one_head;
  const Matrix<T> q{{0, 0}, {1, 0}}, k{{0, 0}, {1, 0}}, v{{0, 0}, {1, 0}};
  const auto last = [&] { return double(context_of<Causal>(config, q, k, v)(1, 0)); };  // e^score / (1 + e^score)
  const auto weight = [](double score) { return std::exp(score) / (1 + std::exp(score)); };
  CHECK(last() == doctest::Approx(weight(1 / std::sqrt(2.0))).epsilon(1e-5));
  config.scale = 3;
  CHECK(last() == doctest::Approx(weight(3)).epsilon(1e-5));
  config.attn_logit_softcapping = 2;
  CHECK(last() == doctest::Approx(weight(2 * std::tanh(1.5))).epsilon(1e-5));
}

TEST_CASE("what each mask gives a segment to look at") {
  Sequence sequence(one_layer(2, 4));
  sequence.reserve(40);
  sequence.commit(40);
  const std::vector<TokenId> tokens(35);
  AttentionConfig config = two_groups;
  config.head_dim = 4;
  with_pass_over(Batch{}.add(sequence, {tokens.data(), 3}), [&](Pass<>& pass) {
    const KeyValueCacheView own = Causal{}(pass.batch.segments()[0], 0, config, pass);
    CHECK(own.position == 40);
    CHECK(own.keys == 43);
    CHECK(own.cache.pages.data() == sequence.pages(0).pages.data());
  });
  Sequence source(one_layer(2, 4));
  with_pass_over(Batch{}.add(source, tokens), [&](Pass<>& pass) {
    const KeyValueCacheView all = Bidirectional{}(pass.batch.segments()[0], 0, config, pass);
    CHECK(all.position == 0);
    CHECK(all.keys == 35);
    CHECK(all.cache.pages.size() == 2);  // of 32 positions each
    CHECK(all.cache.pages.front() != source.pages(0).pages.front());
  });
  const Source encoded = std::make_shared<const Sequence>(std::move(source));
  Sequence translation(one_layer(2, 4), {}, encoded);
  with_pass_over(Batch{}.add(translation, {tokens.data(), 2}), [&](Pass<>& pass) {
    const KeyValueCacheView other = SourceOfSequence{}(pass.batch.segments()[0], 0, config, pass);
    CHECK(other.keys == 35);
    CHECK(other.cache.pages.data() == encoded->pages(0).pages.data());
  });
}
