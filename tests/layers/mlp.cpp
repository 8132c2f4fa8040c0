#include <ganymede/layers/mlp.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "../support/model_files.hpp"

using namespace ganymede;

namespace {

constexpr Index mlp_width = 32, F = 96, mlp_rows = 5;

/// gate, up and down, and gate in two halves, the second of them as f16, which holds all values exactly.
std::string feed_forward_file() {
  std::mt19937 generator(3);
  const auto values = [&](Index count) {
    std::vector<float> drawn;
    for (Index i = 0; i < count; ++i) drawn.push_back((static_cast<float>(generator() % 129) - 64) / 64);
    return drawn;
  };
  const auto f32 = [](std::span<const float> numbers) {
    std::string bytes;
    for (const float v : numbers) bytes += raw(v);
    return bytes;
  };
  const auto f16 = [](std::span<const float> numbers) {
    std::string bytes;
    for (const float v : numbers) bytes += raw(float_to_half(v));
    return bytes;
  };
  GgufFile file;
  file.string("general.architecture", "test");
  const std::vector<float> gate = values(F * mlp_width);
  const std::span<const float> first = std::span(gate).first(gate.size() / 2), second = std::span(gate).last(gate.size() / 2);
  file.tensor("gate.weight", {mlp_width, F}, 0, f32(gate)).tensor("gate_0.weight", {mlp_width, F / 2}, 0, f32(first));
  file.tensor("gate_1.weight", {mlp_width, F / 2}, 1, f16(second));
  file.tensor("up.weight", {mlp_width, F}, 0, f32(values(F * mlp_width)))
      .tensor("down.weight", {F, mlp_width}, 0, f32(values(F * mlp_width)));
  return file.bytes();
}

struct FeedForwardLayer {
  std::string bytes = feed_forward_file();
  Checkpoint checkpoint{as_bytes(bytes), "feed-forward"};
  Batch batch;
  Workspace workspace;
  ThreadPool pool{2};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};

  Weights weights(std::optional<DType> type) const { return Weights(checkpoint, {}, "", {.weights = type}); }

  template <Scalar T>
  Linear<T> linear(const std::string& name, std::optional<DType> type = {}) const {
    return {weights(type) / name, F, mlp_width};
  }
  /// gate in two halves: two matrices, unless they are made one type.
  Linear<float> halves(std::optional<DType> type = {}) const {
    return {{{weights(type) / "gate_0", F / 2}, {weights(type) / "gate_1", F / 2}}, mlp_width};
  }
  template <Scalar T>
  Linear<T> down(std::optional<DType> type = {}) const {
    return {weights(type) / "down", mlp_width, F};
  }

  template <Scalar T>
  Matrix<T> run(const auto& mlp) {
    workspace.begin_pass();
    View<T> x = workspace.keep<T>(mlp_rows, mlp_width);
    for (Index t = 0; t < mlp_rows; ++t)
      for (Index i = 0; i < mlp_width; ++i) x(t, i) = T((t * 7 + i * 3) % 11) / T(10);
    const View<T> y = mlp(x, pass);
    return y;
  }
};

double difference(const Matrix<float>& a, const Matrix<double>& b) { return (a.cast<double>() - b).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("feed-forward layers equal those in double, whatever form of the hidden rows comes between") {
  FeedForwardLayer f;
  const Matrix<double> plain = f.run<double>(Mlp<double, Gelu>{f.linear<double>("up"), f.down<double>()});
  const Matrix<double> gated = f.run<double>(GatedMlp<double, Silu>{f.linear<double>("gate"), f.linear<double>("up"), f.down<double>()});
  const auto float_mlp = [&](std::optional<DType> up, std::optional<DType> down) {
    return f.run<float>(Mlp<float, Gelu>{f.linear<float>("up", up), f.down<float>(down)});
  };
  const auto float_gated = [&](std::optional<DType> gate, std::optional<DType> up, std::optional<DType> down) {
    return f.run<float>(GatedMlp<float, Silu>{f.linear<float>("gate", gate), f.linear<float>("up", up), f.down<float>(down)});
  };
  CHECK(difference(float_mlp({}, {}), plain) < 1e-4);
  CHECK(difference(float_gated({}, {}, {}), gated) < 1e-4);
  const DType q8 = DType::q8_0;
  CHECK(difference(float_mlp({}, q8), plain) < 0.3);
  CHECK(difference(float_mlp(q8, {}), plain) < 0.3);
  CHECK(difference(float_gated(q8, {}, q8), gated) < 0.5);
  CHECK(difference(float_gated({}, q8, {}), gated) < 0.5);
}

TEST_CASE("a feed-forward layer stacked from several matrices equals that of one") {
  FeedForwardLayer f;
  const Linear<float> up = f.linear<float>("up"), down = f.down<float>(DType::q8_0);
  const Matrix<float> whole = f.run<float>(GatedMlp<float, Silu>{f.linear<float>("gate"), up, down});
  CHECK(f.run<float>(GatedMlp<float, Silu>{f.halves(DType::f32), up, down}) == whole);
  REQUIRE(f.halves().matrices().size() == 2);
  CHECK((f.run<float>(GatedMlp<float, Silu>{f.halves(), up, down}) - whole).cwiseAbs().maxCoeff() < 1e-4f);
}

TEST_CASE("a feed-forward layer whose gate is optional is the one with it, or the one without, bit for bit") {
  FeedForwardLayer f;
  const Linear<float> gate = f.linear<float>("gate"), up = f.linear<float>("up"), down = f.down<float>(DType::q8_0);
  AnyMlp<float, Silu> any{.up_proj = up, .down_proj = down};
  CHECK(!any.is_gated());
  CHECK(f.run<float>(any) == f.run<float>(Mlp<float, Silu>{up, down}));
  any.gate_proj = gate;
  CHECK(f.run<float>(any) == f.run<float>(GatedMlp<float, Silu>{gate, up, down}));
  const AnyMlp<double, Silu> exact{f.linear<double>("gate"), f.linear<double>("up"), f.down<double>()};
  CHECK(f.run<double>(exact) == f.run<double>(GatedMlp<double, Silu>{f.linear<double>("gate"), f.linear<double>("up"), f.down<double>()}));
}
