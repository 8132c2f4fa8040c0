// Attention by shape, on one thread: GFLOP/s (scores and weighted values of what each row sees), bytes of cache a second, and the
// shares of the arithmetic peak and of what one thread reads from memory at best. `prefill` is a prompt of T tokens; `decode` is one
// token after S, with caches enough that they come from memory.
#include "peak.hpp"

#include <ganymede/ops/attention.hpp>
#include <ganymede/ops/key_value_rows.hpp>
#include <ganymede/state/workspace.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {
using namespace ganymede;

/// Arguments: rows T, positions S, heads H, K, d.
void attention(benchmark::State& state, CacheType type) {
  const Index rows = state.range(0), length = state.range(1), heads = state.range(2);
  const PageLayout layout{state.range(3), state.range(4), type};
  const Index pages = (length + PageLayout::positions - 1) / PageLayout::positions;
  const double bytes = static_cast<double>(pages) * static_cast<double>(layout.bytes());
  const Index copies = rows > 1 ? 1 : 1 + static_cast<Index>(128e6 / bytes);

  std::vector<Buffer> memory;
  std::vector<std::byte*> addresses;
  const std::vector<float> row(static_cast<std::size_t>(layout.num_key_value_heads * layout.head_dim), 0.1F);
  const auto cache = [&](Index copy) {
    return KeyValuePages{layout, std::span(addresses).subspan(static_cast<std::size_t>(copy * pages), static_cast<std::size_t>(pages))};
  };
  for (Index p = 0; p < copies * pages; ++p) addresses.push_back(memory.emplace_back(layout.bytes()).data());
  for (Index copy = 0; copy < copies; ++copy)
    for (Index s = 0; s < length; ++s) store_key_value<float>(cache(copy), s, row.data(), row.data());
  const Index width = heads * layout.head_dim;
  std::vector<float> q(static_cast<std::size_t>(rows * width)), out(q.size());
  for (std::size_t i = 0; i < q.size(); ++i) q[i] = static_cast<float>(i % 89) * 0.02F - 0.9F;

  ThreadPool alone(1);
  Workspace workspace;
  Index copy = 0;
  for (auto _ : state) {
    const Workspace::Scope scope(workspace);
    const AttentionRows<float> sequence[] = {{.q = q.data(),
                                              .q_stride = width,
                                              .rows = rows,
                                              .heads = heads,
                                              .position = length - rows,
                                              .keys = length,
                                              .cache = cache(copy++ % copies),
                                              .out = out.data(),
                                              .out_stride = width}};
    attend<float>(sequence, {.scale = 0.125F}, alone, workspace);
    benchmark::DoNotOptimize(out.data());
  }
  double macs = 0;
  for (Index r = 0; r < rows; ++r) macs += 2 * static_cast<double>(width * (length - rows + r + 1));
  static const double peak = bench::peak_macs(active_isa(), false, 1), read = bench::peak_bytes(1);
  const auto rate = [&](double of) { return benchmark::Counter(of, benchmark::Counter::kIsIterationInvariantRate); };
  state.counters["GFLOP/s"] = rate(2e-9 * macs);
  if (peak > 0) state.counters["of_peak"] = rate(macs / peak);
  if (rows > 1) return;
  state.counters["GB/s"] = rate(1e-9 * bytes);
  state.counters["of_memory"] = rate(bytes / read);
}

void shapes(const std::string& name, CacheType type) {
  for (const auto& [heads, kv_heads, d] : {std::array<Index, 3>{9, 3, 64}, {32, 8, 64}, {32, 8, 128}}) {
    for (const Index rows : {128, 512, 2048, 8192})
      benchmark::RegisterBenchmark(("prefill/" + name).c_str(), attention, type)->Args({rows, rows, heads, kv_heads, d});
    for (const Index length : {512, 2048, 8192})
      benchmark::RegisterBenchmark(("decode/" + name).c_str(), attention, type)->Args({1, length, heads, kv_heads, d});
  }
}
}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("isa", std::string(name(active_isa())));
  shapes("f32", CacheType::f32);
  shapes("f16", CacheType::f16);
  shapes("int8", CacheType::int8);
  benchmark::RunSpecifiedBenchmarks();
}
