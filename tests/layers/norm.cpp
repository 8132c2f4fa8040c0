#include <ganymede/layers/norm.hpp>

#include <ganymede/layers/attention.hpp>
#include <ganymede/layers/mlp.hpp>

#include <doctest/doctest.h>

#include <ganymede/ops/softmax.hpp>

#include <cstring>
#include <random>
#include <string>

#include "../support/environments.hpp"
#include "../support/model_files.hpp"

using namespace ganymede;

namespace {
struct Bench {
  Batch batch;
  Workspace workspace;
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
};
}  // namespace

TEST_CASE_TEMPLATE("RmsNorm divides by the root of the mean square", T, float, double) {
  Bench b;
  RmsNorm<T> norm;
  norm.weight = {T(1), T(2)};
  norm.eps = 0;
  View<T> x = b.workspace.keep<T>(1, 2);
  x << T(3), T(4);  // mean square 12.5
  const View<T> y = norm(x, b.pass);
  CHECK(double(y(0, 0)) == doctest::Approx(3 / std::sqrt(12.5)));
  CHECK(double(y(0, 1)) == doctest::Approx(2 * 4 / std::sqrt(12.5)));
}

TEST_CASE_TEMPLATE("LayerNorm centres and scales each row on its own", T, float, double) {
  Bench b;
  LayerNorm<T> norm;
  norm.weight = {T(1), T(1), T(2)};
  norm.bias = {T(0), T(0), T(5)};
  norm.eps = 0;
  View<T> x = b.workspace.keep<T>(2, 3);
  x << T(1), T(2), T(3), T(10), T(20), T(30);
  const View<T> y = norm(x, b.pass);
  for (Index t = 0; t < 2; ++t) {
    CHECK(double(y(t, 0)) == doctest::Approx(-std::sqrt(1.5)));
    CHECK(double(y(t, 1)) == doctest::Approx(0));
    CHECK(double(y(t, 2)) == doctest::Approx(2 * std::sqrt(1.5) + 5));
  }
}

TEST_CASE("lane sums are exact on whole numbers of any count") {
  for (Index n = 0; n < 70; ++n) CHECK(detail::sum_in_lanes<double>(n, [](Index i) { return double(i); }) == double(n * (n - 1) / 2));
}

namespace {

constexpr Index parallel_width = 64, parallel_inner = 96;

/// Weights of one attention and one feed-forward layer, random.
std::string parallel_file() {
  std::mt19937 generator(7);
  GgufFile file;
  file.string("general.architecture", "test");
  const auto tensor = [&](const char* name, std::uint64_t in, std::uint64_t out) {
    std::string bytes;
    for (std::uint64_t i = 0; i < in * out; ++i) bytes += raw((static_cast<float>(generator() % 129) - 64) / 512);
    file.tensor(name, {in, out}, 0, bytes);
  };
  tensor("qkv.weight", parallel_width, 3 * parallel_width);
  tensor("o.weight", parallel_width, parallel_width);
  tensor("gate.weight", parallel_width, parallel_inner);
  tensor("up.weight", parallel_width, parallel_inner);
  tensor("down.weight", parallel_inner, parallel_width);
  return file.bytes();
}

/// The parallel wirings, written as one would.
template <Scalar T, class Norm>
struct Parallel {
  Norm self_attn_norm, mlp_norm;
  EncoderAttention<T> self_attn;
  GatedMlp<T, Silu> mlp;

  /// Phi's: x + attention(norm x) + mlp(norm x).
  void one_norm(auto& x, auto& pass) const {
    const auto n = self_attn_norm(x, pass);
    x += self_attn(n, pass);
    x += mlp(n, pass);
  }
  /// GPT-NeoX's: x + attention(norm x) + mlp(other norm x).
  void two_norms(auto& x, auto& pass) const {
    const auto n = self_attn_norm(x, pass), m = mlp_norm(x, pass);
    x += self_attn(n, pass);
    x += mlp(m, pass);
  }
  /// What they mean: everything computed from a copy of x.
  void defined(auto& x, auto& pass, bool two) const {
    Matrix<T> before = x;
    View<T> copy = view_of(before.data(), before.rows(), before.cols());
    const View<T> attended = self_attn(View<T>(self_attn_norm(copy, pass)), pass);
    const View<T> fed = mlp(View<T>(two ? mlp_norm(copy, pass) : self_attn_norm(copy, pass)), pass);
    x += attended;
    x += fed;
  }
};

template <Scalar T, class Norm>
void check_parallel(const Norm& first, const Norm& second, std::optional<DType> type) {
  const std::string bytes = parallel_file();
  const Checkpoint checkpoint(as_bytes(bytes), "parallel");
  const Weights weights(checkpoint, {}, "", {.weights = type});
  AttentionConfig config{.hidden_size = parallel_width, .num_attention_heads = 4, .num_key_value_heads = 4, .head_dim = parallel_width / 4};
  const Parallel<T, Norm> block{first,
                                second,
                                {.config = config,
                                 .qkv_proj = {weights / "qkv", 3 * parallel_width, parallel_width},
                                 .o_proj = {weights / "o", parallel_width, parallel_width}},
                                {{weights / "gate", parallel_inner, parallel_width},
                                 {weights / "up", parallel_inner, parallel_width},
                                 {weights / "down", parallel_width, parallel_inner}}};
  const auto shape = make_state_shape(1, config.slot(), 100);
  ThreadPool pool(2);
  Workspace workspace;
  NoProbe probe;
  const auto run = [&](Index rows, auto forward) {
    Sequence sequence(shape);
    Batch batch;
    const std::vector<TokenId> tokens(static_cast<std::size_t>(rows));
    batch.add(sequence, tokens);
    workspace.begin_pass();
    Pass<> pass{batch, workspace, pool, probe};
    const Workspace::Scope scope(workspace);
    View<T> x = workspace.template take<T>(rows, parallel_width);
    for (Index t = 0; t < rows; ++t)
      for (Index i = 0; i < parallel_width; ++i) x(t, i) = T((t * 7 + i * 3) % 11) / T(5) - T(1);
    for (int layer = 0; layer < 2; ++layer) {  // the second knows what the first took
      const Workspace::Scope layer_scope(workspace);
      forward(x, pass);
    }
    return Matrix<T>(x);
  };
  for (const Index rows : {1, 5, 60}) {
    CHECK(run(rows, [&](auto& x, auto& pass) { block.one_norm(x, pass); }) ==
          run(rows, [&](auto& x, auto& pass) { block.defined(x, pass, false); }));
    CHECK(run(rows, [&](auto& x, auto& pass) { block.two_norms(x, pass); }) ==
          run(rows, [&](auto& x, auto& pass) { block.defined(x, pass, true); }));
  }
}

}  // namespace

TEST_CASE_TEMPLATE("a parallel block as one writes it: what a norm gave stays when x changes", T, float, double) {
  RmsNorm<T> rms, other;
  rms.weight.assign(parallel_width, T(1.5));
  other.weight.assign(parallel_width, T(0.5));
  LayerNorm<T> layer;
  layer.weight.assign(parallel_width, T(1.25));
  layer.bias.assign(parallel_width, T(0.125));
  for (const std::optional<DType> type : {std::optional<DType>{}, std::optional(DType::q8_0), std::optional(DType::int8)}) {
    check_parallel<T>(rms, other, type);
    check_parallel<T>(layer, layer, type);
    check_parallel<T>(NoNorm{}, NoNorm{}, type);
  }
}

TEST_CASE("what a norm gave is a value: it may be used any number of times, by layers of any kind") {
  Bench b;
  RmsNorm<float> norm;
  norm.weight.assign(parallel_width, 2.0f);
  const std::string bytes = parallel_file();
  const Checkpoint checkpoint(as_bytes(bytes), "parallel");
  const Linear<float> blocks(Weights(checkpoint, {}, "", {.weights = DType::q8_0}) / "gate", parallel_inner, parallel_width);
  const Linear<float> floats(Weights(checkpoint, {}, "") / "gate", parallel_inner, parallel_width);
  View<float> x = b.workspace.keep<float>(3, parallel_width);
  for (Index i = 0; i < 3 * parallel_width; ++i) x.data()[i] = static_cast<float>(i % 13) - 6;
  const auto n = norm(x, b.pass), again = norm(x, b.pass);
  const Matrix<float> value = View<float>(n);
  const Matrix<float> first = View<float>(blocks(n, b.pass)), plain = View<float>(floats(n, b.pass));
  x.setConstant(100);
  CHECK(View<float>(n) == value);
  CHECK(View<float>(again) == value);
  for (int i = 0; i < 2; ++i) {
    CHECK(View<float>(blocks(n, b.pass)) == first);
    CHECK(View<float>(floats(n, b.pass)) == plain);
    CHECK(View<float>(blocks(prepare(n, b.pass, floats, blocks), b.pass)) == first);
  }
}

TEST_CASE("a pass computes the same bits whatever floating-point environment its caller has set, and leaves it") {
  const std::string bytes = parallel_file();
  const Checkpoint checkpoint(as_bytes(bytes), "parallel");
  Matrix<float> expected;
  for (const std::uint64_t environment : environments()) {
    const Environment set(environment);
    const std::uint64_t before = detail::floating_point_control();
    for (const Index threads : {1, 2}) {
      Matrix<float> result(20, parallel_width);
      {
        Batch batch;
        Workspace workspace;
        ThreadPool pool(threads);
        NoProbe probe;
        Pass<> pass{batch, workspace, pool, probe};
        const Linear<float> blocks(Weights(checkpoint, {}, "", {.weights = DType::q4_1}) / "o", parallel_width, parallel_width);
        RmsNorm<float> norm;
        norm.weight.assign(parallel_width, 1.1f);
        View<float> x = workspace.take<float>(20, parallel_width);
        for (Index i = 0; i < 20 * parallel_width; ++i) x.data()[i] = static_cast<float>(i % 17) / 3;
        for (Index i = 0; i < parallel_width; ++i) x(3, i) = 1e-40f * static_cast<float>(i);  // subnormal
        x += blocks(norm(x, pass), pass);
        View<float> y = norm(x, pass);
        softmax(y.data(), y.data(), 20 * parallel_width);
        result = x + y;
      }
      if (expected.size() == 0) expected = result;
      CHECK(std::memcmp(result.data(), expected.data(), sizeof(float) * 20 * parallel_width) == 0);
    }
    CHECK((detail::floating_point_control() & ~detail::floating_point_flags) == (before & ~detail::floating_point_flags));
  }
}
