// Softmax, norms, activations and rotations of rows: elements and bytes a second, and the share of what one thread reads from memory at
// best.
#include "peak.hpp"

#include <ganymede/ops/activations.hpp>
#include <ganymede/ops/norms.hpp>
#include <ganymede/ops/rotate.hpp>
#include <ganymede/ops/softmax.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {
using namespace ganymede;

template <class F>
void row(benchmark::State& state, F f) {
  const Index n = state.range(0);
  std::vector<float> x(static_cast<std::size_t>(n)), ones(x.size(), 1.0F), y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 97) * 0.1F - 5;
  for (auto _ : state) {
    f(x.data(), ones.data(), y.data(), n);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  static const double peak = bench::peak_bytes(1);
  const double bytes = 8 * static_cast<double>(n);  // read once, written once
  state.counters["elements/s"] = benchmark::Counter(static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["of_memory"] = benchmark::Counter(bytes / peak, benchmark::Counter::kIsIterationInvariantRate);
}

template <class F>
void add(const std::string& name, F f) {
  benchmark::RegisterBenchmark(name.c_str(), [f](benchmark::State& state) { row(state, f); })->Arg(576)->Arg(1536)->Arg(49152);
}
}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("isa", std::string(name(active_isa())));
  add("softmax", [](const float* x, const float*, float* y, Index n) { softmax(x, y, n); });
  add("rms_norm", [](const float* x, const float* w, float* y, Index n) { rms_norm(x, w, 1e-5F, y, n); });
  add("layer_norm", [](const float* x, const float* w, float* y, Index n) { layer_norm(x, w, w, 1e-5F, y, n); });
  add("silu", [](const float* x, const float* u, float* y, Index n) { activate(ActivationFunction::silu, x, u, y, n); });
  add("gelu", [](const float* x, const float* u, float* y, Index n) { activate(ActivationFunction::gelu, x, u, y, n); });
  add("gelu_tanh", [](const float* x, const float* u, float* y, Index n) { activate(ActivationFunction::gelu_tanh, x, u, y, n); });
  add("rotate", [](const float*, const float* table, float* y, Index n) { rotate<float>(y, n / 64, 64, 32, table); });
  benchmark::RunSpecifiedBenchmarks();
}
