#include <ganymede/models/load_layers.hpp>

#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/cross_attention.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "../support/error_of.hpp"
#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

/// A file of matrices [out, in] or vectors [out, 0], each with numbers of its own, and f(weights) over it.
template <class F>
auto with_matrices(const std::map<std::string, std::pair<Index, Index>>& shapes, F f) {
  GgufFile file;
  file.string("general.architecture", "test");
  unsigned seed = 1;
  for (const auto& [name, shape] : shapes) {
    const auto [out, in] = shape;
    std::string stored;
    for (const float v : steps_of(out * std::max<Index>(in, 1), seed++)) stored += raw(v);
    if (in == 0)
      file.tensor(name, {std::uint64_t(out)}, 0, stored);
    else
      file.tensor(name, {std::uint64_t(in), std::uint64_t(out)}, 0, stored);
  }
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "layers"};
  return f(Weights(checkpoint, {}, ""));
}

std::vector<double> row_of(const Linear<double>& linear, Index n) {
  std::vector<double> row(static_cast<std::size_t>(linear.in_features()));
  linear.row(n, row.data());
  return row;
}

const AttentionConfig loaded_config{.hidden_size = 4, .num_attention_heads = 2, .num_key_value_heads = 1, .head_dim = 2};

}  // namespace

TEST_CASE("attention is loaded from three matrices or from one, self-attention and attention to a source alike") {
  with_matrices(
      {{"a.q.weight", {4, 4}}, {"a.k.weight", {2, 4}}, {"a.v.weight", {2, 4}}, {"a.out.weight", {4, 4}}, {"a.qkv.weight", {8, 4}}},
      [](const Weights& w) {
        AttentionTensors stored{.q_proj = "q", .k_proj = "k", .v_proj = "v", .o_proj = "out"};
        Attention<double> self, fused;
        CrossAttention<double> cross;
        detail::load_attention(self, w / "a", stored, loaded_config, 3);
        detail::load_attention(cross, w / "a", stored, loaded_config, 3);
        CHECK(self.layer == 3);
        CHECK(self.config.num_attention_heads == 2);
        CHECK(cross.layer == 3);
        const Linear<double> q(w / "a.q", 4, 4), k(w / "a.k", 2, 4), v(w / "a.v", 2, 4), out(w / "a.out", 4, 4), qkv(w / "a.qkv", 8, 4);
        for (Index n = 0; n < 4; ++n) {
          CHECK(row_of(self.qkv_proj, n) == row_of(q, n));
          CHECK(row_of(cross.q_proj, n) == row_of(q, n));
          CHECK(row_of(self.o_proj, n) == row_of(out, n));
        }
        CHECK(row_of(self.qkv_proj, 4) == row_of(k, 0));
        CHECK(row_of(self.qkv_proj, 7) == row_of(v, 1));
        CHECK(row_of(cross.kv_proj, 1) == row_of(k, 1));
        CHECK(row_of(cross.kv_proj, 2) == row_of(v, 0));
        stored.qkv_proj = "qkv";
        detail::load_attention(fused, w / "a", stored, loaded_config, 0);
        CHECK(row_of(fused.qkv_proj, 5) == row_of(qkv, 5));
        stored.bias = true;
        CHECK(error_of<TensorError>([&] { detail::load_attention(fused, w / "a", stored, loaded_config, 0); }).key == "a.qkv.bias");
      });
}

TEST_CASE("a feed-forward layer gets the gate that it is told of; one whose type has a gate must") {
  with_matrices({{"gate.weight", {6, 4}}, {"up.weight", {6, 4}}, {"down.weight", {4, 6}}}, [](const Weights& w) {
    const MlpTensors plain{.up_proj = "up", .down_proj = "down"}, gated{.gate_proj = "gate", .up_proj = "up", .down_proj = "down"};
    const AnyActivation relu("relu", "", "");
    AnyMlp<double> without, with;
    detail::load_mlp(without, w, plain, 4, 6, relu);
    detail::load_mlp(with, w, gated, 4, 6, relu);
    CHECK(!without.is_gated());
    REQUIRE(with.is_gated());
    CHECK(row_of(with.gate_proj, 5) == row_of(Linear<double>(w / "gate", 6, 4), 5));
    CHECK(row_of(with.down_proj, 3) == row_of(without.down_proj, 3));
    GatedMlp<double, Silu> must;
    detail::load_mlp(must, w, gated, 4, 6, relu);
    CHECK(row_of(must.gate_proj, 0) == row_of(with.gate_proj, 0));
    CHECK_THROWS_AS(detail::load_mlp(must, w, plain, 4, 6, relu), TensorError);
    CHECK_THROWS_AS(detail::load_mlp(with, w, gated, 6, 4, relu), TensorError);
  });
}

TEST_CASE("a norm of any kind is none where it has no name, and a type's own norm stays what it is") {
  with_matrices({{"norm.weight", {4, 0}}, {"norm.bias", {4, 0}}}, [](const Weights& w) {
    AnyNorm<double> any, none;
    detail::load_norm(any, w, "norm", NormKind::layer_norm, 4, 1e-3);
    detail::load_norm(none, w, "", NormKind::layer_norm, 4, 1e-3);
    CHECK(any.kind == NormKind::layer_norm);
    CHECK(any.eps == 1e-3);
    CHECK(any.bias.size() == 4);
    CHECK(none.is_none());
    RmsNorm<double> rms;
    detail::load_norm(rms, w, "norm", NormKind::layer_norm, 4, 1e-3);
    CHECK(rms.weight == any.weight);
    CHECK_THROWS_AS(detail::load_norm(rms, w, "", NormKind::layer_norm, 4, 1e-3), TensorError);
    NoNorm no;
    CHECK_NOTHROW(detail::load_norm(no, w, "missing", NormKind::layer_norm, 4, 1e-3));
  });
}

TEST_CASE("gate and up may be stored as one matrix, with one bias") {
  with_matrices({{"both.weight", {12, 4}}, {"both.bias", {12, 0}}, {"down.weight", {4, 6}}, {"down.bias", {4, 0}}}, [](const Weights& w) {
    AnyMlp<double> mlp;
    const MlpTensors stored{.down_proj = "down", .gate_up_proj = "both", .bias = true};
    detail::load_mlp(mlp, w, stored, 4, 6, AnyActivation("silu", "", ""));
    const Linear<double> both(w / "both", 12, 4, true);
    REQUIRE(mlp.is_gated());
    CHECK(row_of(mlp.gate_proj, 5) == row_of(both, 5));
    CHECK(row_of(mlp.up_proj, 0) == row_of(both, 6));
    CHECK(mlp.gate_proj.bias()[0] == both.bias()[0]);
    CHECK(mlp.up_proj.bias()[5] == both.bias()[11]);
    CHECK_NOTHROW(w.require_all_used({}));
    AnyMlp<double> other;
    CHECK_THROWS_AS(detail::load_mlp(other, w, stored, 4, 5, AnyActivation("silu", "", "")), TensorError);  // 12 rows are no two of 5
  });
  with_matrices({{"both.weight", {4, 12}}}, [](const Weights& w) {  // [in, out]
    const Linear<double> whole(w / "both", 12, 4, false, {.transposed = true});
    const Linear<double> last(w / "both", 6, 4, false, {.transposed = true, .first_row = 6, .stored_rows = 12});
    CHECK(row_of(last, 1) == row_of(whole, 7));
  });
}

TEST_CASE("norms of queries and keys: one for every head, one for each, or one for all as a row") {
  with_matrices(
      {{"one.weight", {3, 0}}, {"row.weight", {6, 0}}, {"each.weight", {2, 3}}, {"list.0.weight", {3, 0}}, {"list.1.weight", {3, 0}}},
      [](const Weights& w) {
        using Over = HeadNorms::Over;
        const auto load = [&](std::string_view name, Over over, Index heads = 2) {
          AnyNorm<double> norm;
          detail::load_head_norm(norm, w, name, {NormKind::layer_norm_without_bias, over}, heads, 3, 1e-3);
          return norm;
        };
        CHECK(load("", Over::each_head).is_none());
        CHECK(load("one", Over::each_head).width() == 3);
        CHECK(load("row", Over::all_heads).width() == 6);
        CHECK_THROWS_AS(load("one", Over::all_heads), TensorError);
        const AnyNorm<double> each = load("each", Over::each_head_by_own), list = load("list", Over::each_head_by_own);
        CHECK(each.width() == 3);
        CHECK(list.heads == 2);
        CHECK(list.weight[3] == (w / "list" / 1).vector<double>("weight", 3)[0]);
        CHECK_THROWS_AS(load("each", Over::each_head_by_own, 3), TensorError);
        CHECK(error_of<TensorError>([&] { load("list", Over::each_head_by_own, 3); }).key == "list.2.weight");
        const double in[] = {1, 2, 6}, own[] = {each.weight[3], each.weight[4], each.weight[5]};
        double second[3], by_hand[3];
        each.row(in, second, 3, 1);
        detail::layer_norm_row<double>(in, own, nullptr, 1e-3, by_hand, 3);
        CHECK(std::equal(second, second + 3, by_hand));
      });
}

TEST_CASE("a norm's weights get the offset that its family has") {
  with_matrices({{"norm.weight", {4, 0}}}, [](const Weights& w) {
    AnyNorm<double> plain, gemma;
    detail::load_norm(plain, w, "norm", NormKind::rms_norm, 4, 1e-3);
    detail::load_norm(gemma, w, "norm", NormKind::rms_norm, 4, 1e-3, 1);
    for (std::size_t i = 0; i < 4; ++i) CHECK(gemma.weight[i] == doctest::Approx(plain.weight[i] + 1).epsilon(1e-6));
  });
}

TEST_CASE("rows of queries, keys and values that lie group by group are put below one another") {
  const AttentionConfig c{.hidden_size = 12, .num_attention_heads = 4, .num_key_value_heads = 2, .head_dim = 3};
  // q0 q1 k0 v0 q2 q3 k1 v1, three rows each
  const Index heads[] = {0, 1, 4, 5, 2, 6, 3, 7};
  for (Index n = 0; n < 24; ++n) CHECK(detail::row_by_group(n, c) == heads[n / 3] * 3 + n % 3);
  const AttentionConfig one{.hidden_size = 12, .num_attention_heads = 4, .num_key_value_heads = 1, .head_dim = 3};
  for (Index n = 0; n < 18; ++n) CHECK(detail::row_by_group(n, one) == n);  // one group: as they are
}

TEST_CASE("rows that are turned as neighbours become those of halves, the others stay") {
  const Index heads_of_six[] = {0, 2, 1, 3, 4, 5, 6, 8, 7, 9, 10, 11};
  for (Index n = 0; n < 12; ++n) CHECK(detail::row_of_halves(n, 6, 4) == heads_of_six[n]);
}
