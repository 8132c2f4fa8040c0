// Latency of a fork and join: a parallel_for of one trivial piece a thread, back to back and after pauses of the caller.
#include <ganymede/core/executor.hpp>

#include <benchmark/benchmark.h>

#include <chrono>

namespace {
using namespace ganymede;

/// `pause` microseconds of other work between calls, which are timed alone.
void fork_join(benchmark::State& state) {
  const Index threads = state.range(0), pause = state.range(1);
  ThreadPool pool(threads);
  std::atomic<Index> sum{0};
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begin < std::chrono::microseconds(pause)) detail::spin_pause();
    begin = std::chrono::steady_clock::now();
    pool.parallel_for(threads, [&](Index i) { sum.fetch_add(i, std::memory_order_relaxed); });
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
}

/// What a piece costs where pieces are many and empty.
void pieces(benchmark::State& state) {
  ThreadPool pool(state.range(0));
  for (auto _ : state) pool.parallel_for(1000, [](Index i) { benchmark::DoNotOptimize(i); });
  state.SetItemsProcessed(1000 * state.iterations());
}
}  // namespace

BENCHMARK(fork_join)->UseManualTime()->Iterations(3000)->ArgNames({"threads", "pause_us"})->ArgsProduct({{1, 2, 4}, {0, 20, 500}});
BENCHMARK(pieces)->UseRealTime()->ArgNames({"threads"})->Arg(1)->Arg(2)->Arg(4);
BENCHMARK_MAIN();
