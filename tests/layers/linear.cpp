#include <ganymede/layers/linear.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "../support/model_files.hpp"

using namespace ganymede;

namespace {

constexpr Index in = 256;

/// q, k of 3 rows in Q4_K and v of 2 in Q6_K, as Q4_K_M files have them, and gate as f32.
std::string mixed_file() {
  std::mt19937 generator(3);
  const auto rows = [&](DType dtype, Index count, std::size_t half) {
    const std::size_t bytes = row_bytes(dtype, in);
    std::string stored(bytes * static_cast<std::size_t>(count), '\0');
    for (char& c : stored) c = static_cast<char>(generator());
    for (std::size_t at = half; at < stored.size(); at += bytes) {
      stored[at] = 0, stored[at + 1] = 0x10;  // d: a small f16
      if (dtype == DType::q4_k) stored[at + 2] = 0, stored[at + 3] = 0x14;
    }
    return stored;
  };
  std::string gate;
  for (Index i = 0; i < 4 * in; ++i) gate += raw(static_cast<float>(generator() % 100) / 100.0f);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("q.weight", {256, 3}, 12, rows(DType::q4_k, 3, 0)).tensor("q.bias", {3}, 0, raw(1.0f) + raw(2.0f) + raw(3.0f));
  file.tensor("k.weight", {256, 3}, 12, rows(DType::q4_k, 3, 0)).tensor("v.weight", {256, 2}, 14, rows(DType::q6_k, 2, 208));
  file.tensor("gate.weight", {256, 4}, 0, gate);
  return file.bytes();
}

struct MixedLayer {
  std::string bytes = mixed_file();
  Checkpoint checkpoint{as_bytes(bytes), "mixed"};
  Workspace workspace;
  ThreadPool pool{2};
  std::vector<float> x;

  MixedLayer() {
    std::mt19937 generator(5);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (Index i = 0; i < 5 * in; ++i) x.push_back(uniform(generator));
  }
  Weights weights(LoadOptions options = {}) const { return Weights(checkpoint, {}, "", std::move(options)); }
};

template <Scalar T>
Linear<T> fused(const Weights& w) {
  return {{{w / "q", 3, true}, {w / "k", 3}, {w / "v", 2}}, in};
}

}  // namespace

TEST_CASE("stacked matrices of unlike types keep their own, and equal those matrices one by one and in double") {
  MixedLayer f;
  const Weights w = f.weights();
  const Linear<float> qkv = fused<float>(w), q(w / "q", 3, in, true), k(w / "k", 3, in), v(w / "v", 2, in);
  const Linear<double> reference = fused<double>(w);
  CHECK(qkv.out_features() == 8);
  CHECK(qkv.in_features() == in);
  const View<float> x = view_of(f.x.data(), 5, in);
  const auto product = [&](const Linear<float>& linear, const LinearInput<float>& input) {
    Matrix<float> out(5, linear.out_features());
    View<float> y = view_of(out.data(), 5, out.cols());
    linear.multiply(input, y, false, f.workspace, f.pool);
    return out;
  };
  Matrix<float> apart(5, 8);
  apart << product(q, x), product(k, x), product(v, x);
  CHECK(product(qkv, x) == apart);

  // the stored rows exactly: nothing was widened or rounded on the way
  for (Index n = 0; n < 8; ++n) {
    std::vector<float> row(in);
    std::vector<double> exact(in);
    qkv.row(n, row.data());
    reference.row(n, exact.data());
    CHECK(std::equal(row.begin(), row.end(), exact.begin()));
  }
  Matrix<double> wide = x.cast<double>(), expected(5, 8);
  View<double> wide_view = view_of(wide.data(), 5, in), y = view_of(expected.data(), 5, 8);
  reference.multiply(wide_view, y, false, f.workspace, f.pool);
  CHECK((apart.cast<double>() - expected).norm() < 0.01 * expected.norm());  // 8-bit inputs
}

TEST_CASE("layers of one input share what prepare() makes of it") {
  MixedLayer f;
  const Weights w = f.weights();
  const Linear<float> q(w / "q", 3, in, true), v(w / "v", 2, in), gate(w / "gate", 4, in);
  const Batch batch;
  NoProbe probe;
  Pass<> pass{batch, f.workspace, f.pool, probe};
  const Workspace::Scope scope(f.workspace);
  const View<float> x = view_of(f.x.data(), 5, in);
  CHECK(prepare(x, pass, gate).blocks == nullptr);  // floats meet floats
  const LinearInput<float> input = prepare(x, pass, gate, q, v);
  REQUIRE(input.blocks != nullptr);
  LinearInput<float> again = input;
  q.prepare(again, f.workspace, f.pool);
  CHECK(again.blocks == input.blocks);
  for (const Linear<float>* linear : {&q, &v, &gate}) {
    const View<float> shared = (*linear)(input, pass), own = (*linear)(x, pass);
    CHECK(shared == own);
  }
}

TEST_CASE("a type that is asked for replaces all stored ones") {
  MixedLayer f;
  const Linear<float> stored = fused<float>(f.weights()), int8 = fused<float>(f.weights({.weights = DType::int8}));
  for (Index n = 0; n < 8; ++n) {
    std::vector<float> row(in), expected(in);
    std::vector<std::byte> quantized(row_bytes(DType::int8, in));
    stored.row(n, expected.data());
    quantize(DType::int8, expected.data(), quantized.data(), in);
    dequantize(DType::int8, quantized.data(), expected.data(), in);
    int8.row(n, row.data());
    CHECK(row == expected);
  }
}

TEST_CASE("what prepare() gave stays as it was when its rows change, for floats and for blocks") {
  MixedLayer f;
  const Weights w = f.weights();
  const Linear<float> q(w / "q", 3, in, true), gate(w / "gate", 4, in);
  const Batch batch;
  NoProbe probe;
  Pass<> pass{batch, f.workspace, f.pool, probe};
  const Workspace::Scope scope(f.workspace);
  View<float> x = view_of(f.x.data(), 5, in);
  const Matrix<float> from_blocks = View<float>(q(x, pass)), from_floats = View<float>(gate(x, pass));
  const LinearInput<float> both = prepare(x, pass, q, gate), floats = prepare(x, pass, gate), blocks = prepare(x, pass, q);
  x *= 3.0f;
  for (const LinearInput<float>* input : {&both, &floats, &blocks}) {
    CHECK(View<float>(q(*input, pass)) == from_blocks);
    CHECK(View<float>(gate(*input, pass)) == from_floats);
  }
}

TEST_CASE("an input whose Scope has ended is an error, not a wrong product") {
  MixedLayer f;
  const Weights w = f.weights();
  const Linear<float> q(w / "q", 3, in, true);
  const Batch batch;
  NoProbe probe;
  Pass<> pass{batch, f.workspace, f.pool, probe};
  const Workspace::Scope scope(f.workspace);
  const View<float> x = view_of(f.x.data(), 5, in);
  const auto inner = [&] {
    const Workspace::Scope ends(f.workspace);
    View<float> hidden = f.workspace.take<float>(5, in);
    hidden = x;
    return q(hidden, pass);
  };
  const auto prepared = [&] {
    const Workspace::Scope ends(f.workspace);
    return prepare(x, pass, q);
  };
  CHECK_THROWS_WITH_AS(Matrix<float>(View<float>(inner())), doctest::Contains("Scope that it was made in has ended"), InputError);
  CHECK_THROWS_WITH_AS(Matrix<float>(View<float>(q(prepared(), pass))), doctest::Contains("Scope that it was made in has ended"),
                       InputError);
}

TEST_CASE("a layer names the weight that its element type cannot stand for") {
  MixedLayer f;
  std::string stored;
  for (int i = 0; i < 2 * in; ++i) stored += raw(i == in + 3 ? std::numeric_limits<float>::quiet_NaN() : 0.25f);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("blk.0.ffn_down.weight", {256, 2}, 0, stored).tensor("turned.weight", {2, 256}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint(as_bytes(bytes), "spoilt.gguf");
  const auto load = [&](std::optional<DType> type, const char* name, bool transposed) {
    return Linear<float>(Weights(checkpoint, {}, "", {.weights = type}) / name, 2, in, false, {.transposed = transposed});
  };
  CHECK_NOTHROW(load({}, "blk.0.ffn_down", false));
  CHECK_THROWS_WITH_AS(load(DType::q4_0, "blk.0.ffn_down", false), doctest::Contains("spoilt.gguf: blk.0.ffn_down.weight: "), TensorError);
  CHECK_THROWS_WITH_AS(load(DType::int8, "turned", true), doctest::Contains("spoilt.gguf: turned.weight: "), TensorError);
}

TEST_CASE("padding to 64 rows may not take a hundred times the file") {
  constexpr Index wide = 1 << 16;
  const std::string row(wide * sizeof(float), '\0');
  GgufFile file;
  file.string("general.architecture", "test");
  for (const char* const name : {"a.weight", "b.weight", "c.weight"}) file.tensor(name, {wide, 1}, 0, row);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint(as_bytes(bytes), "thin.gguf");
  const Weights weights(checkpoint, {}, "");
  const Linear<float> one(weights / "a", 1, wide);
  CHECK_THROWS_WITH_AS(Linear<float>(weights / "b", 1, wide), doctest::Contains("thin.gguf: b.weight: matrices of too few rows"),
                       TensorError);
  const Linear<double> plain(weights / "c", 1, wide);  // not padded
}
