// What looking inside costs: passes of the embedded story model (6 layers of 8 heads) without a probe, with NoProbe, which compiles to the
// same, with every attention weight recorded, and with those of one head. Arguments: tokens of the prompt.
#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/models/llama.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>
#include <vector>

namespace {
using namespace ganymede;

const Llama<>& model() {
  static const Llama<> stories{Checkpoint(std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"), {.threads = 1}};
  return stories;
}

template <class... P>
void prompt(benchmark::State& state, P&... probe) {
  const std::vector<TokenId> tokens(static_cast<std::size_t>(state.range(0)), 300);
  Workspace workspace;
  for (auto _ : state) {
    Sequence sequence = model().new_sequence();
    benchmark::DoNotOptimize(model().forward(Batch{}.add(sequence, tokens), workspace, probe...).data());
  }
  state.counters["tokens/s"] = benchmark::Counter(static_cast<double>(tokens.size()), benchmark::Counter::kIsIterationInvariantRate);
}

void no_probe(benchmark::State& state) { prompt(state); }
void explicit_no_probe(benchmark::State& state) {
  NoProbe probe;
  prompt(state, probe);
}
void attention_recorder(benchmark::State& state) {
  AttentionRecorder<float> recorder;
  prompt(state, recorder);
}
void one_head(benchmark::State& state) {
  AttentionRecorder<float> recorder{{.layer = 3, .head = 1}};
  prompt(state, recorder);
}

BENCHMARK(no_probe)->Arg(16)->Arg(128)->ArgName("tokens");
BENCHMARK(explicit_no_probe)->Arg(16)->Arg(128)->ArgName("tokens");
BENCHMARK(attention_recorder)->Arg(16)->Arg(128)->ArgName("tokens");
BENCHMARK(one_head)->Arg(16)->Arg(128)->ArgName("tokens");
}  // namespace

BENCHMARK_MAIN();
