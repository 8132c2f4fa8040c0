// What keeping to a constraint costs beside the pass: a step of an answer within a JSON Schema, once all its masks are known; making the
// masks; and reading a vocabulary and a schema.
//
//     constraint [TOKENIZER_JSON] [Google Benchmark's options]
//
// Without a tokenizer: vocabularies of 49,152, 151,936 and 262,144 made-up tokens.
#include <ganymede/text/grammar/constraint.hpp>
#include <ganymede/text/grammar/token_trie.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {
using namespace ganymede;

constexpr const char* person = R"({"type": "object", "properties": {
  "name": {"type": "string", "maxLength": 40}, "age": {"type": "integer", "minimum": 0, "maximum": 130},
  "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 4}, "home": {"type": "object", "properties": {
    "city": {"type": "string"}, "zip": {"type": "string", "pattern": "^[0-9]{5}$"}}, "required": ["city", "zip"]}},
  "required": ["name", "age", "tags", "home"]})";

/// All bytes, then words of one to nine letters, some after a space or a quote.
std::shared_ptr<const TokenTrie> made_up(std::int64_t size) {
  std::mt19937 random(1);
  std::vector<std::pair<std::string, TokenId>> tokens;
  for (int b = 0; b < 256; ++b) tokens.emplace_back(std::string(1, static_cast<char>(b)), b);
  while (static_cast<std::int64_t>(tokens.size()) < size) {
    std::string word = random() % 2 == 0 ? " " : random() % 20 == 0 ? "\"" : "";
    for (auto letters = 1 + random() % 9; letters > 0; --letters) word += static_cast<char>('a' + random() % 26);
    if (random() % 30 == 0) word += "\",";
    tokens.emplace_back(std::move(word), static_cast<TokenId>(tokens.size()));
  }
  return std::make_shared<const TokenTrie>(std::move(tokens));
}

/// Answers of at most 200 tokens, drawn evenly from those allowed.
std::int64_t answer(const Constraint& constraint, const std::shared_ptr<const TokenTrie>& tokens, std::uint64_t seed,
                    std::vector<float>& logits) {
  const auto end = static_cast<TokenId>(tokens->size());
  auto state = constraint.begin({.tokens = tokens, .end_tokens = {end}, .tokens_left = 200});
  std::mt19937_64 random(seed);
  std::int64_t count = 0;
  for (Index left = 200; left > 0; --left, ++count) {
    logits.assign(tokens->size() + 1, 0.0F);
    state->restrict(logits, left);
    std::size_t id = random() % logits.size();
    while (logits[id] != 0.0F) id = (id + 1) % logits.size();
    if (static_cast<TokenId>(id) == end) break;
    state = state->after(static_cast<TokenId>(id));
  }
  return count;
}

void step(benchmark::State& state, const std::shared_ptr<const TokenTrie>& tokens, bool warm) {
  std::vector<float> logits;
  Constraint constraint = json_schema(person);
  if (warm)
    for (std::uint64_t seed = 0; seed < 20; ++seed) answer(constraint, tokens, seed, logits);
  std::int64_t count = 0;
  std::uint64_t seed = 0;
  for (auto _ : state) {
    if (!warm) constraint = json_schema(person);
    count += answer(constraint, tokens, seed++ % 20, logits);
  }
  state.counters["s/token"] = benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void add(const std::string& name, const std::shared_ptr<const TokenTrie>& tokens) {
  for (const bool warm : {true, false})
    benchmark::RegisterBenchmark((std::string(warm ? "answer/warm/" : "answer/cold/") + name).c_str(), [tokens,
                                                                                                        warm](benchmark::State& state) {
      step(state, tokens, warm);
    })->Unit(benchmark::kMillisecond);
}
}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc > 1)
    add(argv[1], std::make_shared<const TokenTrie>(Tokenizer::from_json_file(argv[1])));
  else
    for (const std::int64_t size : {49152, 151936, 262144}) add(std::to_string(size), made_up(size));
  benchmark::RegisterBenchmark("read_schema", [](benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(json_schema(person));
  })->Unit(benchmark::kMicrosecond);
  benchmark::RunSpecifiedBenchmarks();
}
