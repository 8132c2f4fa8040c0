// Products of the shapes that models have: GFLOP/s (two a multiply-add), GB/s of weights read, and their share of what the machine
// does at best, measured in the same run. Choose with --benchmark_filter=type/outxin/T:.../threads:...; GANYMEDE_ISA forces a set.
//
// Decode (T = 1) cycles through copies of the weights that no cache holds, as a model does.
#include "peak.hpp"

#include <ganymede/ops/matmul.hpp>

#include <benchmark/benchmark.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace {
using namespace ganymede;

struct Scratch {
  std::vector<Buffer> buffers;
  std::size_t used = 0;
  template <class T>
  T* take_array(std::size_t count) {
    if (used == buffers.size()) buffers.emplace_back(count * sizeof(T));
    return reinterpret_cast<T*>(buffers[used++].data());
  }
};

struct Shape {
  Index out, in;
};

double cached_peak(bool memory, bool int8, Index threads) {
  static std::map<std::tuple<bool, bool, Index>, double> known;
  const auto [at, fresh] = known.try_emplace({memory, int8, threads}, 0.0);
  if (fresh) at->second = memory ? bench::peak_bytes(threads) : bench::peak_macs(active_isa(), int8, threads);
  return at->second;
}

void product(benchmark::State& state, DType dtype, Shape shape, Index T, Index threads) {
  ThreadPool pool(threads);
  std::mt19937 generator(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(static_cast<std::size_t>(shape.out * shape.in)), x(static_cast<std::size_t>(T * shape.in)),
      y(static_cast<std::size_t>(T * shape.out));
  for (float& v : values) v = uniform(generator);
  for (float& v : x) v = uniform(generator);
  RowSource source{DType::f32, shape.out, shape.in, reinterpret_cast<const std::byte*>(values.data())};
  std::vector<std::byte> blocks;  // of K-quants, which nothing here quantises to: any bits will do
  if (block_shape(dtype).values == 256) {
    blocks.resize(row_bytes(dtype, shape.in) * static_cast<std::size_t>(shape.out));
    for (std::byte& b : blocks) b = static_cast<std::byte>(generator() % 64);  // no f16 of these is infinite
    source = {dtype, shape.out, shape.in, blocks.data()};
  }
  std::vector<PackedMatrix> copies;
  copies.push_back(pack({&source, 1}, dtype, pool));
  while (T == 1 && copies.size() * copies.front().bytes() < (std::size_t{1} << 28)) copies.push_back(pack({&source, 1}, dtype, pool));
  Scratch scratch;
  std::size_t next = 0;
  for (auto _ : state) {
    scratch.used = 0;
    PreparedRows rows{x.data(), shape.in, T, shape.in};
    if (is_quantized(dtype)) quantize_rows(rows, pool, scratch);
    multiply({&copies[next++ % copies.size()], 1}, rows, {y.data(), shape.out}, pool);
  }
  const double macs = static_cast<double>(T * shape.out * shape.in), bytes = static_cast<double>(copies.front().bytes());
  const auto per_second = [](double amount) { return benchmark::Counter(amount, benchmark::Counter::kIsIterationInvariantRate); };
  state.counters["GFLOP/s"] = per_second(2e-9 * macs);
  state.counters["GB/s"] = per_second(1e-9 * bytes);
  if (const double peak = cached_peak(false, is_quantized(dtype), threads); peak > 0) state.counters["of_peak"] = per_second(macs / peak);
  if (T == 1) state.counters["of_memory"] = per_second(bytes / cached_peak(true, false, threads));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("isa", std::string(name(active_isa())));
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1,
                            DType::int8, DType::q2_k, DType::q3_k, DType::q4_k, DType::q5_k, DType::q6_k})
    for (const Shape shape : {Shape{960, 576}, Shape{1536, 576}, Shape{576, 1536}, Shape{5632, 2048}}) {
      if (shape.in % block_shape(dtype).values != 0) continue;
      for (const Index T : {1, 2, 4, 8, 32, 128, 512})
        for (Index threads = 1; threads <= usable_cpus(); threads *= 2) {
          const std::string title = std::string(name(dtype)) + "/" + std::to_string(shape.out) + "x" + std::to_string(shape.in) +
                                    "/T:" + std::to_string(T) + "/threads:" + std::to_string(threads);
          benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) {
            product(state, dtype, shape, T, threads);
          })->UseRealTime();
        }
    }
  benchmark::RunSpecifiedBenchmarks();
}
