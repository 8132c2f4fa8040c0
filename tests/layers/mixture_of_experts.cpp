#include <ganymede/layers/mixture_of_experts.hpp>

#include <ganymede/layers/mlp.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "../support/layer_pass.hpp"

using namespace ganymede;

namespace {

constexpr Index mixture_width = 32, mixture_experts = 5, mixture_hidden = 64, mixture_rows = 23;

/// Numbers small enough that experts stay far from overflow.
template <Scalar T>
Linear<T> drawn(Index outputs, Index inputs, unsigned seed, std::optional<DType> type = {}) {
  std::vector<float> values = steps_of(outputs * inputs, seed);
  std::string stored;
  for (float& v : values) stored += raw(v / 4);
  GgufFile file;
  file.string("general.architecture", "test");
  file.tensor("matrix.weight", {static_cast<std::uint64_t>(inputs), static_cast<std::uint64_t>(outputs)}, 0, stored);
  const std::string bytes = file.bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "a matrix"};
  return {Weights(checkpoint, {}, "", {.weights = type}) / "matrix", outputs, inputs};
}

template <Scalar T>
MixtureOfExperts<T, GatedMlp<T, Silu>> mixture(bool shared, std::optional<DType> type = {}) {
  MixtureOfExperts<T, GatedMlp<T, Silu>> m;
  m.routing = {.num_experts_per_tok = 2};
  m.router = drawn<T>(mixture_experts, mixture_width, 1);
  const auto expert = [&](unsigned seed) {
    return GatedMlp<T, Silu>{drawn<T>(mixture_hidden, mixture_width, seed, type), drawn<T>(mixture_hidden, mixture_width, seed + 1, type),
                             drawn<T>(mixture_width, mixture_hidden, seed + 2, type)};
  };
  for (unsigned e = 0; e < mixture_experts; ++e) m.experts.push_back(expert(10 + 3 * e));
  if (shared) {
    m.shared_expert.push_back(expert(50));
    m.shared_expert_gate = drawn<T>(1, mixture_width, 60);
  }
  return m;
}

/// What the layer makes of rows of x, some at a time.
template <Scalar T>
Matrix<T> run(const MixtureOfExperts<T, GatedMlp<T, Silu>>& m, const Matrix<T>& x, Index piece, Index threads) {
  Matrix<T> y(x.rows(), x.cols());
  const Batch batch;
  Workspace workspace;
  ThreadPool pool{threads};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
  for (Index first = 0; first < x.rows(); first += piece) {
    const Workspace::Scope scope(workspace);
    const Index rows = std::min(piece, x.rows() - first);
    Matrix<T> part = x.middleRows(first, rows);
    y.middleRows(first, rows) = m(LinearInput<T>(shown(part)), pass);
  }
  return y;
}

}  // namespace

TEST_CASE("a mixture is the weighted sum of the experts that each row is given to") {
  const auto m = mixture<double>(true);
  const Matrix<double> x = matrix_of<double>(mixture_rows, mixture_width, steps_of(mixture_rows * mixture_width, 7));
  const Matrix<double> y = run(m, x, mixture_rows, 2);
  const auto times = [](const Linear<double>& w, const Matrix<double>& row) {
    Matrix<double> out(1, w.out_features());
    std::vector<double> of_w(static_cast<std::size_t>(w.in_features()));
    for (Index n = 0; n < w.out_features(); ++n) {
      w.row(n, of_w.data());
      out(0, n) = 0;
      for (Index k = 0; k < w.in_features(); ++k) out(0, n) += of_w[static_cast<std::size_t>(k)] * row(0, k);
    }
    return out;
  };
  const auto through = [&](const GatedMlp<double, Silu>& expert, const Matrix<double>& row) {
    Matrix<double> hidden = times(expert.gate_proj, row);
    for (double& h : hidden.reshaped()) h = Silu{}(h);
    return times(expert.down_proj, Matrix<double>(hidden.cwiseProduct(times(expert.up_proj, row))));
  };
  bool used[mixture_experts]{};
  for (Index t = 0; t < mixture_rows; ++t) {
    const Matrix<double> row = x.row(t);
    const Matrix<double> logits = times(m.router, row);
    ChosenExpert chosen[2];
    m.routing(logits.data(), mixture_experts, chosen);
    Matrix<double> sum = through(m.shared_expert.front(), row) / (1 + std::exp(-times(m.shared_expert_gate, row)(0, 0)));
    for (const ChosenExpert& c : chosen) {
      sum += c.weight * through(m.experts[static_cast<std::size_t>(c.expert)], row);
      used[c.expert] = true;
    }
    CHECK((y.row(t) - sum).cwiseAbs().maxCoeff() < 1e-13);
  }
  CHECK(std::count(used, used + mixture_experts, true) > 2);  // else gathering is not tried
}

TEST_CASE("a row's bits are the same alone and in any batch, on any number of threads, whatever the weights are kept in") {
  for (const std::optional<DType> type : {std::optional<DType>(), std::optional(DType::q8_0), std::optional(DType::q4_0)}) {
    const auto m = mixture<float>(true, type);
    const Matrix<float> x = matrix_of<float>(mixture_rows, mixture_width, steps_of(mixture_rows * mixture_width, 8));
    const Matrix<float> all = run(m, x, mixture_rows, 1);
    CHECK(all == run(m, x, 1, 1));
    CHECK(all == run(m, x, 5, 3));
    CHECK(all == run(m, x, mixture_rows, 4));
    CHECK(all.allFinite());
  }
}

TEST_CASE("once warm, a mixture takes no new memory") {
  const auto m = mixture<float>(true, DType::q8_0);
  Matrix<float> x = matrix_of<float>(mixture_rows, mixture_width, steps_of(mixture_rows * mixture_width, 9));
  const Batch batch;
  Workspace workspace;
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> pass{batch, workspace, pool, probe};
  const auto once = [&] {
    workspace.begin_pass();
    const Workspace::Scope scope(workspace);
    static_cast<void>(m(LinearInput<float>(shown(x)), pass));
  };
  once();
  once();
  const std::size_t warm = workspace.capacity();
  once();
  CHECK(workspace.capacity() == warm);
}
