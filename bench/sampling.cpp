// What choosing a token costs beside the pass: steps of a generation whose model has its logits ready, for each setting, size of vocabulary
// and number of sequences.
#include "sampling_settings.hpp"

#include <ganymede/decode/generation.hpp>

#include <benchmark/benchmark.h>

#include <optional>
#include <string>
#include <vector>

namespace {
using namespace ganymede;

void choose(benchmark::State& state, const GenerationConfig& config) {
  const bench::ReadyLogits model(state.range(0), default_executor());
  const std::vector<std::vector<TokenId>> prompts(static_cast<std::size_t>(state.range(1)), std::vector<TokenId>(100, 5));
  std::optional<Generation> generation;
  for (auto _ : state) {
    if (!generation || generation->finished()) {
      state.PauseTiming();
      generation.emplace(model, prompts, config);
      state.ResumeTiming();
    }
    generation->step();
  }
  state.counters["s/token"] =
      benchmark::Counter(static_cast<double>(state.range(1)), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("isa", std::string(name(active_isa())));
  for (const auto& [setting, config] : bench::sampling_settings())
    benchmark::RegisterBenchmark(("choose/" + setting).c_str(), [config = config](benchmark::State& state) { choose(state, config); })
        ->ArgNames({"vocabulary", "sequences"})
        ->ArgsProduct({{49152, 151936, 262144}, {1, bench::most_sequences}})
        ->UseRealTime();
  benchmark::RunSpecifiedBenchmarks();
}
