// One query row against a cache of S positions, one head: GFLOP/s (scores and weighted values) and the share of the arithmetic peak.
#include "peak.hpp"

#include <ganymede/ops/attention.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {
using namespace ganymede;

void attention(benchmark::State& state, CacheType type) {
  const Index length = state.range(0), d = state.range(1);
  const PageLayout layout{1, d, type};
  std::vector<Buffer> memory;
  std::vector<std::byte*> pages;
  for (Index p = 0; p * PageLayout::positions < length; ++p) pages.push_back(memory.emplace_back(layout.bytes()).data());
  const KeyValuePages cache{layout, pages};
  std::vector<float> q(static_cast<std::size_t>(d), 0.1F), out(q.size());
  for (Index s = 0; s < length; ++s) {
    q[0] = static_cast<float>(s % 13) * 0.1F;
    store_key_value<float>(cache, s, q.data(), q.data());
  }
  for (auto _ : state) {
    attend<float>(q.data(), 0.125F, cache, 0, {0, length}, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  const double macs = 2 * static_cast<double>(length * d);
  state.counters["GFLOP/s"] = benchmark::Counter(2e-9 * macs, benchmark::Counter::kIsIterationInvariantRate);
  static const double peak = bench::peak_macs(active_isa(), false, 1);
  if (peak > 0) state.counters["of_peak"] = benchmark::Counter(macs / peak, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(attention, f32, CacheType::f32)->Args({64, 64})->Args({512, 64})->Args({8192, 64})->Args({512, 128});
BENCHMARK_CAPTURE(attention, f16, CacheType::f16)->Args({512, 64})->Args({8192, 64});
}  // namespace

BENCHMARK_MAIN();
