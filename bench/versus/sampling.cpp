// Choosing tokens, timed: what versus.py sets beside llama.cpp's chain of samplers, and beside greedy decoding.
//
//   bench_versus_sampling choose VOCABULARY THREADS       microseconds a token, of logits that are ready: {setting: ...}
//   bench_versus_sampling decode MODEL.gguf THREADS       tokens a second of a whole model: {setting: {"1": ..., "32": ...}}
//
// 1 and 32 are sequences in one batch. The settings take turns, so that a change of the machine's speed is one of them all.
#include "../sampling_settings.hpp"

#include <ganymede/decode/generation.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/llama.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

namespace {
using namespace ganymede;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Seconds a token: `steps` steps after the prompt's.
template <class M>
double seconds(const M& model, GenerationConfig config, std::size_t sequences, Index steps) {
  config.max_new_tokens = steps + 1;
  config.ignore_eos = true;
  std::vector<std::vector<TokenId>> prompts(sequences);
  for (std::size_t s = 0; s < sequences; ++s)
    for (TokenId id = 0; id < 16; ++id) prompts[s].push_back(100 + 7 * id + static_cast<TokenId>(s));
  Generation generation(model, prompts, config);
  generation.step();
  const double begin = now();
  while (generation.step()) {}
  return (now() - begin) / static_cast<double>(steps * static_cast<Index>(sequences));
}

/// The medians of some rounds, by setting and number of sequences.
template <class M>
Json rounds(const M& model, double scale, bool rate) {
  std::map<std::string, std::map<std::size_t, std::vector<double>>> all;
  for (int round = 0; round < 7; ++round)
    for (const auto& [name, config] : bench::sampling_settings())
      for (const std::size_t sequences : {1U, 32U}) all[name][sequences].push_back(seconds(model, config, sequences, 48));
  Json out;
  for (auto& [name, by_sequences] : all)
    for (auto& [sequences, times] : by_sequences) {
      std::nth_element(times.begin(), times.begin() + 3, times.end());
      out[name][std::to_string(sequences)] = rate ? scale / times[3] : scale * times[3];
    }
  return out;
}
}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: bench_versus_sampling choose VOCABULARY THREADS | decode MODEL.gguf THREADS\n", 2;
  const Index threads = std::stoi(argv[3]);
  const Json out = std::string_view(argv[1]) == "choose"
                       ? rounds(bench::ReadyLogits(std::stoi(argv[2]), std::make_shared<ThreadPool>(threads)), 1e6, false)
                       : rounds(Llama<>{Checkpoint{argv[2]}, {.threads = threads}}, 1, true);
  std::cout << out.dump() << '\n';
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
