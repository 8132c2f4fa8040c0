// Tokenising: English prose, one word of a million letters, and decoding; in MB of text a second on one core.
//
//     tokenize TOKENIZER [TEXT_FILE] [Google Benchmark's options]
//
// TOKENIZER is a tokenizer.json or a GGUF file. Without TEXT_FILE the prose is a paragraph, over and over.

#include <benchmark/benchmark.h>
#include <ganymede/text/tokenizer.hpp>

#include <cstdio>
#include <utility>

namespace {

using namespace ganymede;

std::string load(const char* path) {
  const MappedFile file{path};
  const auto bytes = file.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Tokenizer open(const char* path) {
  const MappedFile file{path};
  return Gguf::recognises(file.bytes()) ? Tokenizer::from_gguf(Gguf(file.bytes(), path)) : Tokenizer::from_json_file(path);
}

std::string paragraph() {
  std::string text;
  while (text.size() < 1000000)
    text += "Ganymede is the largest moon of Jupiter, and it's 5,268 km wide. Simon Marius saw it in 1610; where is it tonight? ";
  return text;
}

void encode(benchmark::State& state, const Tokenizer& tokenizer, const std::string& text) {
  std::size_t tokens = 0;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(tokens = tokenizer.encode(text).size());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
  state.counters["tokens"] = static_cast<double>(tokens);
}

void decode(benchmark::State& state, const Tokenizer& tokenizer, const std::string& text) {
  const std::vector<TokenId> ids = tokenizer.encode(text);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(tokenizer.decode(ids).size());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s TOKENIZER [TEXT_FILE] [options]\n", argv[0]);
    return 2;
  }
  try {
    const char* path = argv[1];
    const Tokenizer tokenizer = open(path);
    const std::string prose = argc == 3 ? load(argv[2]) : paragraph();
    const std::string letter(1000000, 'a');
    const std::string word = [] {
      std::string letters = paragraph().substr(0, 1000000);
      for (char& c : letters)
        if ((c | 0x20) < 'a' || (c | 0x20) > 'z') c = 'e';
      return letters;
    }();
    benchmark::RegisterBenchmark("load", [&](benchmark::State& state) {
      for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(open(path).vocab_size());
    })->Unit(benchmark::kMillisecond);
    for (const auto& [name, text] : {std::pair{"prose", &prose}, std::pair{"one_letter_1MB", &letter}, std::pair{"one_word_1MB", &word}})
      benchmark::RegisterBenchmark((std::string("encode/") + name).c_str(), [&tokenizer, text = text](benchmark::State& state) {
        encode(state, tokenizer, *text);
      })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("decode/prose", [&](benchmark::State& state) {
      decode(state, tokenizer, prose);
    })->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
