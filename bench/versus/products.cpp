// f32 products y = x W^T of ganymede and of Eigen, timed: what versus.py sets beside the same products of torch and OpenBLAS.
//
//   bench_versus_products THREADS      prints {"ganymede":{"1536x576/T:1":GFLOP/s,...},"eigen":{...}}
#include "../peak.hpp"

#include <ganymede/io/json.hpp>
#include <ganymede/ops/matmul.hpp>

#include <Eigen/Core>

#include <iostream>
#include <random>
#include <string>
#include <vector>

using namespace ganymede;

namespace {

/// GFLOP/s of the median of runs that fill about 0.15 s.
template <class F>
double rate(double flops, F product) {
  const double once = bench::best_seconds(product, 3);
  const int runs = static_cast<int>(std::clamp(0.15 / once, 5.0, 2000.0));
  std::vector<double> seconds;
  for (int i = 0; i < runs; ++i) seconds.push_back(bench::best_seconds(product, 1));
  std::nth_element(seconds.begin(), seconds.begin() + runs / 2, seconds.end());
  return 1e-9 * flops / seconds[static_cast<std::size_t>(runs / 2)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: bench_versus_products THREADS\n", 2;
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Index threads = std::stoi(argv[1]);
  ThreadPool pool(threads);
  Json out;
  for (const std::pair<Index, Index>& size : {std::pair<Index, Index>{1536, 576}, {5632, 2048}}) {
    const Index rows = size.first, cols = size.second;  // no structured binding: Clang 14 captures none
    const Matrix weights = Matrix::Random(rows, cols);
    const RowSource source{DType::f32, rows, cols, reinterpret_cast<const std::byte*>(weights.data())};
    const PackedMatrix packed = pack({&source, 1}, DType::f32, pool);
    for (const Index T : {1, 4, 8, 32, 512}) {
      const Matrix x = Matrix::Random(T, cols);
      Matrix y(T, rows), expected(T, rows);
      const std::string shape = std::to_string(rows) + "x" + std::to_string(cols) + "/T:" + std::to_string(T);
      const double flops = 2.0 * static_cast<double>(T * rows * cols);
      out["ganymede"][shape] = rate(flops, [&] { multiply({&packed, 1}, {x.data(), cols, T, cols}, {y.data(), rows}, pool); });
      out["eigen"][shape] = threads == 1 ? rate(flops, [&] { expected.noalias() = x * weights.transpose(); }) : 0.0;
      if (threads == 1 && !y.isApprox(expected, 1e-4f)) return std::cerr << "error: the products differ\n", 1;
    }
  }
  std::cout << out.dump() << '\n';
}
