#include <ganymede/decode/continuation_scores.hpp>

#include <ganymede/decode/log_probability.hpp>
#include <ganymede/state/batch.hpp>
#include <support/error_of.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
struct CountingLlama : Llama<> {
  using Llama<>::Llama;
  mutable Index rows = 0;
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    rows += batch.rows();
    return Llama<>::forward(batch, workspace);
  }
};
}  // namespace

TEST_CASE("continuations score what whole passes say, bit for bit, and the prompt is computed once") {
  const CountingLlama model{checkpoint("llama_gqa")};
  const auto interface = refer_to(model);
  const std::vector<TokenId> prompt{4, 5, 6, 7, 8, 9};
  // one token, several, one that departs from the prompt before its end, one that departs at once
  const std::vector<std::vector<TokenId>> texts{{4, 5, 6, 7, 8, 9, 10}, {4, 5, 6, 7, 8, 9, 11, 12, 13}, {4, 5, 6, 20, 21}, {30, 31, 32}};
  const std::vector<std::size_t> begins{6, 6, 3, 1};
  const std::vector<ContinuationScore> scores = score_continuations(*interface, prompt, texts);
  CHECK(model.rows == 5 + 1 + 3 + 2 + 2);  // the prompt but its last token, then what each has of its own
  REQUIRE(scores.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    CHECK(scores[i].ids == std::vector<TokenId>(texts[i].begin() + static_cast<std::ptrdiff_t>(begins[i]), texts[i].end()));
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<float> logits = model.forward(Batch{}.add(sequence, texts[i], LogitRows::all), workspace);
    double sum = 0;
    for (std::size_t t = begins[i]; t < texts[i].size(); ++t) {
      const std::span<const float> row(logits.data() + static_cast<Index>(t - 1) * logits.outerStride(),
                                       static_cast<std::size_t>(logits.cols()));
      CHECK(scores[i].logprobs[t - begins[i]] == log_probability(row, texts[i][t]));
      sum += scores[i].logprobs[t - begins[i]];
    }
    CHECK(scores[i].logprob == sum);
    CHECK(sum < 0);
  }
}

TEST_CASE("a continuation needs tokens, and a prompt to continue") {
  const Llama<> model{checkpoint("llama_gqa")};
  const auto interface = refer_to(model);
  const std::vector<TokenId> prompt{4, 5};
  const std::vector<std::vector<TokenId>> texts{{4, 5, 6}, {4, 5}};
  CHECK(error_of<InputError>([&] { score_continuations(*interface, prompt, texts); }).found == "continuation 1");
  CHECK(error_of<InputError>([&] { score_continuations(*interface, {}, texts); }).key == "score");
  CHECK(score_continuations(*interface, prompt, {}).empty());
}

TEST_CASE("prompts that begin alike share that, and each is scored as alone, bit for bit") {
  const CountingLlama model{checkpoint("llama_gqa")};
  const SequenceOptions declared{.max_length = model.max_position_embeddings()};
  const ContinuationScorer scorer(refer_to(model), {4, 5, 6, 7});
  CHECK(model.rows == 4);
  const std::vector<ScoringRequest> requests{{{4, 5, 6, 7, 8, 9}, {{4, 5, 6, 7, 8, 9, 10}, {4, 5, 6, 7, 8, 9, 11, 12}}},
                                             {{4, 5, 6, 7}, {{4, 5, 6, 7, 20}}},           // nothing of its own
                                             {{4, 5, 30, 31}, {{4, 5, 30, 32}, {4, 33}}},  // departs, and so do its texts
                                             {{40}, {{40, 41}}},
                                             {{4, 5}, {}}};
  model.rows = 0;
  const auto results = scorer.score(requests);
  CHECK(model.rows == (1 + 1 + 2) + 1 + (1 + 1 + 1) + 1);
  REQUIRE(results.size() == requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    const auto alone = score_continuations(*refer_to(model), requests[i].prompt, requests[i].texts, declared);
    REQUIRE(results[i].ok());
    REQUIRE(results[i].answers.size() == alone.size());
    for (std::size_t t = 0; t < alone.size(); ++t) {
      CHECK(results[i].answers[t].ids == alone[t].ids);
      CHECK(results[i].answers[t].logprobs == alone[t].logprobs);
    }
  }
}

TEST_CASE("what is wrong with one prompt is its own") {
  const Llama<> model{checkpoint("llama_gqa")};
  const ContinuationScorer scorer(refer_to(model), {}, {.max_length = 6});
  const std::vector<ScoringRequest> requests{
      {{4, 5}, {{4, 5, 6}}}, {{}, {{4}}}, {{4, 5}, {{4, 5}}}, {{4, 5}, {{4, 5, 6, 7, 8, 9, 10}}}, {{4, 5}, {{4, 5, 6}}}};
  const auto results = scorer.score(requests);
  CHECK(results[0].best().logprobs == results[4].best().logprobs);
  CHECK(error_of<InputError>([&] { results[1].best(); }).key == "requests[1].score");
  CHECK(error_of<InputError>([&] { results[2].best(); }).found == "continuation 0");
  CHECK(error_of<ContextError>([&] { results[3].best(); }).found == "7");
  CHECK(results[3].answers.empty());
  CHECK_THROWS_AS(ContinuationScorer(refer_to(model), {4, 5, 6, 7, 8, 9, 10}, {.max_length = 6}), ContextError);
}
