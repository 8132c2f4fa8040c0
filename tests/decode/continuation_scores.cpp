#include <ganymede/decode/continuation_scores.hpp>

#include <ganymede/decode/log_probability.hpp>
#include <ganymede/state/batch.hpp>
#include <support/error_of.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE("continuations score what whole passes say, bit for bit, and the prompt is computed once") {
  struct CountingLlama : Llama<> {
    using Llama<>::Llama;
    mutable Index rows = 0;
    ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
      rows += batch.rows();
      return Llama<>::forward(batch, workspace);
    }
  };
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
