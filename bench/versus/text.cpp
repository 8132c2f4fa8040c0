// One run of a GGUF model, timed: what versus.py sets beside the same run of a rival.
//
//   bench_versus_text MODEL.gguf THREADS IDS.json MODE [PROMPT_LENGTH...]
//
// MODE speed prints load time and, for each prompt length, prefill and decode (64 tokens after it) in tokens a second and the bytes of
// memory a second that this machine reads; nll the mean negative log-likelihood of IDS in windows of 512; memory what a context of 1,024
// tokens costs. IDS.json is an array of token ids.
#include "../peak.hpp"

#include <ganymede/decode/prefill.hpp>
#include <ganymede/decode/sampler.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/llama.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace {
using namespace ganymede;

constexpr std::size_t decoded = 64;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// VmHWM or VmRSS of this process, in MB.
double resident(std::string_view key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::stod(line.substr(key.size() + 1)) / 1024;
  return 0;
}

/// Seconds of a prompt of `length` and of `decoded` tokens after it, one at a time.
std::pair<double, double> run(const Llama<>& model, std::span<const TokenId> ids, std::size_t length, Workspace& workspace) {
  Sequence sequence = model.new_sequence({.max_length = static_cast<Index>(length + decoded)});
  const double begin = now();
  Batch batch;
  model.forward(batch.add(sequence, prefill(model, sequence, ids.first(length), batch, workspace)), workspace);
  const double middle = now();
  for (const TokenId& id : ids.subspan(length, decoded)) model.forward(Batch{}.add(sequence, {&id, 1}), workspace);
  return {middle - begin, now() - middle};
}

double nll(const Llama<>& model, std::span<const TokenId> ids, Workspace& workspace) {
  constexpr std::size_t window = 512;
  double sum = 0;
  std::size_t count = 0;
  for (; ids.size() >= window; ids = ids.subspan(window)) {
    Sequence sequence = model.new_sequence({.max_length = window});
    const auto logits = model.forward(Batch{}.add(sequence, ids.first(window), LogitRows::all), workspace);
    for (std::size_t t = 0; t + 1 < window; ++t, ++count)
      sum -= log_probability({logits.data() + static_cast<Index>(t) * logits.outerStride(), static_cast<std::size_t>(logits.cols())},
                             ids[t + 1]);
  }
  return sum / static_cast<double>(count);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 5) return std::fputs("usage: bench_versus_text MODEL THREADS IDS.json speed|nll|memory [LENGTH...]\n", stderr), 2;
  const Index threads = std::stoi(argv[2]);
  const auto ids = read_json(argv[3]).get<std::vector<TokenId>>();
  const std::string mode = argv[4];
  const double before = resident("VmRSS:"), begin = now();
  const Llama<> model{Checkpoint{argv[1]}, {.threads = threads}};
  Json out{{"load_s", now() - begin}, {"isa", name(active_isa())}};
  Workspace workspace;
  if (mode == "nll") {
    out["nll"] = nll(model, ids, workspace);
  } else if (mode == "memory") {
    run(model, ids, 1024 - decoded, workspace);
    out["memory_mb"] = resident("VmHWM:") - before;
  } else {
    run(model, ids, 32, workspace);
    for (int i = 5; i < argc; ++i) {
      const std::size_t length = std::stoul(argv[i]);
      const auto [prefill, decode] = run(model, ids, length, workspace);
      out["prefill_" + std::to_string(length)] = static_cast<double>(length) / prefill;
      out["decode_" + std::to_string(length)] = decoded / decode;
    }
    out["memory_bytes_per_second"] = bench::peak_bytes(threads);
  }
  std::cout << out.dump() << '\n';
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 1;
}
