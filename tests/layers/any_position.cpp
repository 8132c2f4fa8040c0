#include <ganymede/layers/any_position.hpp>

#include <ganymede/layers/any_norm.hpp>
#include <ganymede/layers/attention.hpp>

#include <doctest/doctest.h>

#include <string>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

constexpr Index any_position_heads = 2, any_position_rows = 5;
const AttentionConfig any_position_config{.hidden_size = 8, .num_attention_heads = 2, .num_key_value_heads = 1, .head_dim = 4};

/// A layer with fixed weights, and its output for fixed rows.
template <Scalar T, class Layer>
Matrix<T> attended_at(Layer layer) {
  layer.config = any_position_config;
  layer.qkv_proj = linear_of<T>(16, 8, steps_of(16 * 8, 1));
  layer.o_proj = linear_of<T>(8, 8, steps_of(8 * 8, 2));
  Sequence sequence(one_layer(1, 4));
  const std::vector<TokenId> tokens(std::size_t(any_position_rows), 0);
  Matrix<T> x = matrix_of<T>(any_position_rows, 8, steps_of(any_position_rows * 8, 3)), y;
  with_pass_over(Batch{}.add(sequence, tokens), [&](Pass<>& pass) { y = View<T>(layer(shown(x), pass)); });
  return y;
}

template <Scalar T>
using AnyAttention = Attention<T, AnyPosition<T>, AnyNorm<T>, AnyMask>;

template <Scalar T, class Position>
void check_same(const Position& position) {
  CHECK(attended_at<T>(AnyAttention<T>{.position = position}) == attended_at<T>(Attention<T, Position>{.position = position}));
}

template <Scalar T>
RelativePositions<T> some_relative_positions() {
  std::string stored;
  for (const float v : steps_of(32 * any_position_heads, 4)) stored += raw(v);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("bias.weight", {std::uint64_t(any_position_heads), 32}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "relative positions"};
  return {Weights(checkpoint, {}, "") / "bias", RelativeBuckets{.bidirectional = false}, any_position_heads};
}

}  // namespace

TEST_CASE_TEMPLATE("attention with any position is attention with that position, bit for bit", T, float, double) {
  RopeConfig rope;
  rope.rotary_dim = 4;
  rope.max_position_embeddings = 64;
  check_same<T>(Rope<T>(rope));
  check_same<T>(Alibi<T>(any_position_heads));
  check_same<T>(some_relative_positions<T>());
  CHECK(attended_at<T>(AnyAttention<T>{}) == attended_at<T>(Attention<T>{}));
  CHECK(attended_at<T>(AnyAttention<T>{.position = Rope<T>(rope)}) != attended_at<T>(AnyAttention<T>{}));
  CHECK(attended_at<T>(AnyAttention<T>{.position = Alibi<T>(any_position_heads)}) != attended_at<T>(AnyAttention<T>{}));
}

TEST_CASE_TEMPLATE("a mask chosen at run time is that mask", T, float, double) {
  AnyAttention<T> encoder;
  encoder.mask = Bidirectional();
  CHECK(attended_at<T>(encoder) == attended_at<T>(EncoderAttention<T>{}));
  encoder.mask = Causal();
  CHECK(attended_at<T>(encoder) == attended_at<T>(Attention<T>{}));
  CHECK(attended_at<T>(encoder) != attended_at<T>(EncoderAttention<T>{}));
}

TEST_CASE_TEMPLATE("norms of heads chosen at run time are those norms; wider ones act on all heads as one", T, float, double) {
  AnyNorm<T> any;
  any.kind = NormKind::rms_norm;
  any.weight = {T(1), T(2), T(3), T(4)};
  RmsNorm<T> rms;
  rms.weight = any.weight;
  CHECK(attended_at<T>(AnyAttention<T>{.q_norm = any, .k_norm = any}) ==
        attended_at<T>(Attention<T, NoPosition, RmsNorm<T>>{.q_norm = rms, .k_norm = rms}));
  AnyNorm<T> wide = any;
  wide.weight.insert(wide.weight.end(), any.weight.begin(), any.weight.end());
  CHECK(attended_at<T>(AnyAttention<T>{.q_norm = wide}) != attended_at<T>(AnyAttention<T>{.q_norm = any}));
}
