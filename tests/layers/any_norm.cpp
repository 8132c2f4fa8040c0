#include <ganymede/layers/any_norm.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "../support/error_of.hpp"
#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

constexpr Index any_norm_width = 35;

/// norm.weight and norm.bias, or the weight alone.
template <class F>
auto with_stored_norm(bool bias, F f) {
  GgufFile file;
  file.string("general.architecture", "test");
  for (const auto* const leaf : {"weight", "bias"}) {
    std::string stored;
    for (const float v : steps_of(any_norm_width, leaf == std::string("bias") ? 2 : 1)) stored += raw(v);
    if (bias || leaf == std::string("weight")) file.tensor("norm." + std::string(leaf), {std::uint64_t(any_norm_width)}, 0, stored);
  }
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "a norm"};
  return f(Weights(checkpoint, {}, "") / "norm");
}

template <Scalar T>
Matrix<T> normed(const auto& norm, Matrix<T> x) {
  const Batch batch;
  Matrix<T> y;
  with_pass_over(batch, [&](Pass<>& pass) { y = View<T>(norm(shown(x), pass)); });
  return y;
}

}  // namespace

TEST_CASE_TEMPLATE("AnyNorm is each of the norms, bit for bit, and none is what came in", T, float, double) {
  const Matrix<T> x = matrix_of<T>(3, any_norm_width, steps_of(3 * any_norm_width, 7));
  with_stored_norm(true, [&](const Weights& w) {
    CHECK(normed<T>(AnyNorm<T>(NormKind::rms_norm, w, any_norm_width, 1e-6), x) == normed<T>(RmsNorm<T>(w, any_norm_width, 1e-6), x));
    CHECK(normed<T>(AnyNorm<T>(NormKind::layer_norm, w, any_norm_width, 1e-5), x) == normed<T>(LayerNorm<T>(w, any_norm_width, 1e-5), x));
  });
  CHECK(normed<T>(AnyNorm<T>(), x) == x);
  CHECK(AnyNorm<T>().is_none());
}

TEST_CASE_TEMPLATE("a LayerNorm without a bias is one whose biases are zero", T, float, double) {
  const Matrix<T> x = matrix_of<T>(3, any_norm_width, steps_of(3 * any_norm_width, 7));
  with_stored_norm(false, [&](const Weights& w) {
    AnyNorm<T> zeros(NormKind::layer_norm_without_bias, w, any_norm_width, 1e-5);
    const Matrix<T> without = normed<T>(zeros, x);
    zeros.bias.assign(std::size_t(any_norm_width), T(0));
    CHECK(without == normed<T>(zeros, x));
    CHECK(error_of<TensorError>([&] { AnyNorm<T>(NormKind::layer_norm, w, any_norm_width, 1e-5); }).key == "norm.bias");
    CHECK(error_of<TensorError>([&] { AnyNorm<T>(NormKind::rms_norm, w, any_norm_width + 1, 1e-5); }).key == "norm.weight");
  });
}

TEST_CASE("a stored weight may be the distance from 1") {
  with_stored_norm(false, [](const Weights& w) {
    const AnyNorm<double> norm(NormKind::rms_norm, w, any_norm_width, 0, 1);
    const std::vector<float> stored = steps_of(any_norm_width, 1);
    for (std::size_t i = 0; i < stored.size(); ++i) CHECK(norm.weight[i] == 1 + double(stored[i]));
  });
  AnyNorm<double> norm;  // 3, 4 of mean square 12.5, by hand
  norm.kind = NormKind::rms_norm;
  norm.weight = {1, 2};
  norm.eps = 0;
  Matrix<double> x{{3, 4}};
  CHECK(normed<double>(norm, x)(0, 1) == doctest::Approx(8 / std::sqrt(12.5)));
}

TEST_CASE_TEMPLATE("a LayerNorm without weights is one whose weights are 1, and reads no tensor", T, float, double) {
  const Matrix<T> x = matrix_of<T>(3, any_norm_width, steps_of(3 * any_norm_width, 7));
  with_stored_norm(false, [&](const Weights& w) {
    AnyNorm<T> ones(NormKind::layer_norm_without_bias, w, any_norm_width, 1e-5);
    ones.weight.assign(std::size_t(any_norm_width), T(1));
    CHECK(normed<T>(AnyNorm<T>(NormKind::layer_norm_without_weights, w / "missing", any_norm_width, 1e-5), x) == normed<T>(ones, x));
  });
}
