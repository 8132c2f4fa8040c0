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
#include <ganymede/text/tokenizer.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>

namespace {
using namespace ganymede;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

using Prompts = std::vector<std::vector<TokenId>>;

/// Of a model that takes no notice of them.
Prompts any_prompts() { return {bench::most_sequences, std::vector<TokenId>(16, 5)}; }

/// Texts to go on with: how flat a distribution is, and so what a nucleus costs, depends on what a model makes of its prompt.
Prompts text_prompts(const Tokenizer& tokenizer) {
  constexpr std::string_view subjects[] = {"the sea",    "a lighthouse", "bread",     "the moon",   "my sister",   "winter",     "a river",
                                           "the market", "glass",        "a violin",  "the desert", "trains",      "an old oak", "medicine",
                                           "football",   "the law",      "a city",    "honey",      "clouds",      "a letter",   "the king",
                                           "iron",       "school",       "a promise", "the wind",   "mathematics", "a garden",   "salt",
                                           "sleep",      "the theatre",  "a bridge",  "the harvest"};
  Prompts prompts;
  for (const std::string_view subject : subjects)
    prompts.push_back(tokenizer.encode("What I remember most clearly about " + std::string(subject) + " is that"));
  return prompts;
}

/// Seconds a token: `steps` steps after the prompt's.
template <class M>
double seconds(const M& model, const Prompts& all, GenerationConfig config, std::size_t sequences, Index steps) {
  config.max_new_tokens = steps + 1;
  config.ignore_eos = true;
  const Prompts prompts(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sequences));
  Generation generation(model, prompts, config);
  generation.step();
  const double begin = now();
  while (generation.step()) {}
  return (now() - begin) / static_cast<double>(steps * static_cast<Index>(sequences));
}

/// The medians of some rounds, by setting and number of sequences.
template <class M>
Json rounds(const M& model, const Prompts& prompts, double scale, bool rate) {
  std::map<std::string, std::map<std::size_t, std::vector<double>>> all;
  for (int round = 0; round < 7; ++round)
    for (const auto& [name, config] : bench::sampling_settings())
      for (const std::size_t sequences : {1U, 32U}) all[name][sequences].push_back(seconds(model, prompts, config, sequences, 48));
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
  if (std::string_view(argv[1]) == "choose") {
    const bench::ReadyLogits model(std::stoi(argv[2]), std::make_shared<ThreadPool>(threads));
    std::cout << rounds(model, any_prompts(), 1e6, false).dump() << '\n';
  } else {
    const Checkpoint checkpoint(argv[2]);
    std::cout << rounds(Llama<>{checkpoint, {.threads = threads}}, text_prompts(Tokenizer::from_checkpoint(checkpoint)), 1, true).dump()
              << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
