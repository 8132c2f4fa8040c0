// One run of a translation model, timed: what versus.py sets beside the same run of a rival.
//
//   bench_versus_translation FOLDER THREADS KIND MODE
//
// FOLDER is a Marian model in Hugging Face's layout, KIND the type its weights are kept in (f32, int8). MODE speed prints target tokens a
// second for 1 source, greedily and with 4 beams, and for 16 sources; memory what loading and all of these cost. Sources have 20 tokens,
// targets exactly 24.
#include <ganymede/decode/generate.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/marian.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace {
using namespace ganymede;

constexpr Index source_tokens = 20, target_tokens = 24;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// VmHWM or VmRSS of this process, in MB.
double resident(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::stod(line.substr(key.size() + 1)) / 1024;
  return 0;
}

/// Sources as rivals.py makes them.
std::vector<std::vector<TokenId>> sources(Index count, Index vocab_size) {
  std::vector<std::vector<TokenId>> all(static_cast<std::size_t>(count));
  for (Index s = 0; s < count; ++s) {
    for (Index t = 0; t + 1 < source_tokens; ++t)
      all[static_cast<std::size_t>(s)].push_back(static_cast<TokenId>(2 + (s * 977 + t * 131) % (vocab_size - 1000)));
    all[static_cast<std::size_t>(s)].push_back(0);
  }
  return all;
}

/// Seconds of translating `count` sources.
double run(const Marian<>& model, TokenId start, Index count, Index beams) {
  GenerationConfig config;
  config.max_new_tokens = config.min_new_tokens = target_tokens;
  config.eos_token_id = {0};
  config.num_beams = beams;
  const std::vector<std::vector<TokenId>> texts = sources(count, model.vocab_size()), prompts(static_cast<std::size_t>(count), {start});
  const double begin = now();
  const auto encode = [&] {
    Workspace workspace;
    return model.encode(texts, workspace);
  };
  const std::vector<Source> encoded = encode();
  GenerationHooks hooks;
  hooks.new_sequence = [&](Index prompt, const SequenceOptions& options) {
    return model.new_sequence(encoded[static_cast<std::size_t>(prompt)], options);
  };
  const std::vector<Generated> answers = generate(model, prompts, config, {}, hooks);
  const double seconds = now() - begin;
  for (const Generated& answer : answers)
    if (answer.tokens.size() != target_tokens) throw InputError{{.problem = "not the number of tokens that was asked for"}};
  return seconds;
}

double tokens_per_second(const Marian<>& model, TokenId start, Index count, Index beams) {
  run(model, start, count, beams);
  std::vector<double> seconds;
  for (const double until = now() + 1; seconds.size() < 3 || now() < until;) seconds.push_back(run(model, start, count, beams));
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2), seconds.end());
  return static_cast<double>(count * target_tokens) / seconds[seconds.size() / 2];
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) return std::fputs("usage: bench_versus_translation FOLDER THREADS f32|int8 speed|memory\n", stderr), 2;
  const std::string kind = argv[3], mode = argv[4];
  const double before = resident("VmRSS:"), begin = now();
  const Checkpoint checkpoint{argv[1]};
  const Marian<> model{checkpoint, {.weights = kind == "int8" ? Quantization::int8 : Quantization::f32, .threads = std::stoi(argv[2])}};
  const TokenId start = checkpoint.settings().get<TokenId>("decoder_start_token_id");
  Json out{{"load_s", now() - begin}, {"isa", name(active_isa())}};
  constexpr std::pair<Index, Index> jobs[] = {{1, 1}, {1, 4}, {16, 1}};
  for (const auto& [count, beams] : jobs) {
    if (mode == "memory")
      run(model, start, count, beams);
    else
      out[std::to_string(count) + "x" + std::to_string(beams)] = tokens_per_second(model, start, count, beams);
  }
  if (mode == "memory") out["memory_mb"] = resident("VmHWM:") - before;
  std::cout << out.dump() << '\n';
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
