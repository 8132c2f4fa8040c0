#include <ganymede/decode/token_chooser.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ganymede;

namespace {

constexpr std::size_t vocab_size = 9001, rows = 7;

std::vector<std::vector<float>> logits_of_rows() {
  Random random(2);
  std::vector<std::vector<float>> all(rows, std::vector<float>(vocab_size));
  for (auto& row : all)
    for (float& v : row) v = static_cast<float>(std::pow(random.uniform(), 4) * 16 - 9);
  return all;
}

/// With every processor in use, or with those alone that choose candidates.
GenerationConfig settings(bool writes) {
  GenerationConfig c;
  c.do_sample = true;
  c.top_k = 500;
  c.top_p = 0.9;
  c.min_p = 0.001;
  c.typical_p = 0.95;
  if (!writes) return c;
  c.temperature = 0.8;
  c.repetition_penalty = 1.3;
  c.renormalize_logits = true;
  return c;
}

std::vector<GeneratedToken> tokens_of(const std::vector<std::vector<float>>& logits, const GenerationConfig& config,
                                      const std::shared_ptr<Executor>& executor) {
  const std::vector<TokenId> history{1, 5, 9};
  std::vector<Random> random;
  for (std::size_t i = 0; i < logits.size(); ++i) random.emplace_back(7, i);
  TokenChooser chooser(executor);
  std::vector<GeneratedToken> tokens;
  for (int step = 0; step < 20; ++step) {
    std::vector<WaitingSequence> waiting;
    for (std::size_t i = 0; i < logits.size(); ++i)
      waiting.push_back({.sequence = static_cast<Index>(i), .logits = logits[i], .text = {history, 2}, .random = &random[i]});
    chooser.choose(waiting, config);
    for (const WaitingSequence& w : waiting) tokens.push_back(w.token);
  }
  return tokens;
}

}  // namespace

TEST_CASE("tokens are those of process() and sample(), by any number of threads") {
  const auto logits = logits_of_rows();
  for (const bool samples : {false, true})
    for (const bool writes : {false, true}) {
      CAPTURE(samples);
      CAPTURE(writes);
      GenerationConfig config = settings(writes);
      config.do_sample = samples;
      const auto alone = tokens_of(logits, config, nullptr), together = tokens_of(logits, config, std::make_shared<ThreadPool>(3));
      REQUIRE(alone.size() == 20 * rows);
      const std::vector<TokenId> history{1, 5, 9};
      for (std::size_t i = 0; i < rows; ++i) {
        Random random(7, i);
        for (std::size_t step = 0; step < 20; ++step) {
          std::vector<float> processed = logits[i];
          process(processed, {history, 2}, config);
          const TokenId id = samples ? sample(processed, random) : best_token(processed);
          CHECK(alone[step * rows + i].id == id);
          CHECK(alone[step * rows + i].logprob == doctest::Approx(log_probability(logits[i], id)).epsilon(4e-6));
          CHECK(together[step * rows + i].id == id);
          CHECK(together[step * rows + i].logprob == alone[step * rows + i].logprob);
        }
      }
    }
}

TEST_CASE("a row of which nothing can be chosen is an error on any thread, no rows are none") {
  auto logits = logits_of_rows();
  logits[5][8000] = std::nanf("");
  for (const bool writes : {false, true}) {
    CHECK_THROWS_AS(tokens_of(logits, settings(writes), nullptr), Error);
    CHECK_THROWS_AS(tokens_of(logits, settings(writes), std::make_shared<ThreadPool>(2)), Error);
  }
  CHECK(tokens_of({}, settings(true), nullptr).empty());
}

TEST_CASE("the best candidates in a token's place, as the model itself has them") {
  const std::vector<float> logits{1.0F, 3.0F, 3.0F, -2.0F, 0.5F};
  GenerationConfig config;
  config.top_logprobs = 3;
  config.suppress_tokens = {1};
  TokenChooser chooser(nullptr);
  std::vector<WaitingSequence> waiting{{.logits = logits}};
  chooser.choose(waiting, config);
  const GeneratedToken& token = waiting[0].token;
  CHECK(token.id == 2);
  REQUIRE(token.top.size() == 3);
  CHECK(token.top[0].id == 1);  // of equal ones the lower id, and no processor takes part
  CHECK(token.top[1] == TokenLogprob{2, token.logprob});
  CHECK(token.top[2].id == 0);
  CHECK(token.top[2].logprob == doctest::Approx(token.logprob - 2));

  config.top_logprobs = 9;  // more than there are
  chooser.choose(waiting, config);
  CHECK(waiting[0].token.top.size() == 5);
  config.top_logprobs = 0;
  chooser.choose(waiting, config);
  CHECK(waiting[0].token.top.empty());
}
