#include <ganymede/decode/penalties.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using Logits = std::vector<float>;
using Ids = std::vector<TokenId>;

TEST_CASE("a repetition penalty divides positive logits and multiplies negative ones, once a token") {
  TokenCounts counts;
  Logits logits{2, -2, 0, 5};
  repetition_penalty(logits, Ids{0, 1, 0, 0, 2, 99, -1}, 2, counts);
  CHECK(logits == Logits{1, -4, 0, 5});
  logits = {2, -2, 0, 5};  // the counters were given back empty
  repetition_penalty(logits, Ids{3}, 2, counts);
  CHECK(logits == Logits{2, -2, 0, 2.5F});
}

TEST_CASE("frequency and presence penalty follow the formula of the OpenAI API") {
  TokenCounts counts;
  Logits logits{1, 1, 1};
  frequency_presence_penalty(logits, Ids{0, 2, 0, 7}, 0.25, 0.5, counts);
  CHECK(logits == Logits{0, 1, 0.25F});
}

TEST_CASE("no n-gram occurs twice") {
  const auto forbidden = [](Ids history, Index n) {
    Logits logits(6, 0);
    no_repeat_ngram(logits, history, n);
    Ids result;
    for (TokenId i = 0; i < 6; ++i)
      if (logits[static_cast<std::size_t>(i)] == minus_infinity) result.push_back(i);
    return result;
  };
  CHECK(forbidden({1, 2, 3, 1, 4, 1}, 2) == Ids{2, 4});
  CHECK(forbidden({1, 2, 3, 1, 2}, 3) == Ids{3});
  CHECK(forbidden({5, 5}, 1) == Ids{5});
  CHECK(forbidden({5, 5}, 2) == Ids{5});
  CHECK(forbidden({5, 5}, 3) == Ids{});
  CHECK(forbidden({}, 1) == Ids{});
  CHECK(forbidden({1, 2}, 0) == Ids{});
  CHECK(forbidden({1, 77, 1}, 2) == Ids{});  // 77 is outside the vocabulary
}

TEST_CASE("biases add up, forbidden tokens never come, end tokens wait") {
  Logits logits{0, 0, 0};
  const std::vector<std::pair<TokenId, double>> biases{{0, 1.5}, {0, 1}, {2, -HUGE_VAL}, {9, 1}};
  logit_bias(logits, biases);
  CHECK(logits == Logits{2.5F, 0, minus_infinity});
  suppress(logits, Ids{1, 9, -4});
  CHECK(logits[1] == minus_infinity);
  logits = {0, 0, 0};
  min_new_tokens(logits, 2, 2, Ids{1});
  CHECK(logits == Logits{0, 0, 0});
  min_new_tokens(logits, 1, 2, Ids{1});
  CHECK(logits == Logits{0, minus_infinity, 0});
}

TEST_CASE("a bias on a sequence comes after its first tokens, and so do forbidden words") {
  const Ids history{1, 2, 3};
  Logits logits(6, 0);
  sequence_bias(
      logits, history,
      std::vector<std::pair<Ids, double>>{{{4}, 1}, {{3, 4}, 2}, {{2, 3, 4}, 4}, {{2, 4}, 8}, {{0, 1, 2, 3, 4}, 16}, {{3, 9}, 1}});
  CHECK(logits == Logits{0, 0, 0, 0, 7, 0});
  bad_words(logits, history, std::vector<Ids>{{0}, {1}, {3, 2}, {2, 5}, {1, 2, 3, 5}, {3, 1}}, Ids{1});
  CHECK(logits == Logits{minus_infinity, minus_infinity, minus_infinity, 0, 7, minus_infinity});
  logits = Logits(3, 1);
  bad_words(logits, {}, std::vector<Ids>{{1}, {2}, {0, 0}, {}}, Ids{1});  // an end token alone is no bad word
  CHECK(logits == Logits{1, 1, minus_infinity});
}

TEST_CASE("what is forced is all there is") {
  Logits logits{1, 2, 3};
  force(logits, Ids{2, 0, 7, -1});
  CHECK(logits == Logits{0, minus_infinity, 0});
}
