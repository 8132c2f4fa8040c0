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
