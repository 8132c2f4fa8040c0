#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <cfenv>

using namespace ganymede;

namespace {

GenerationConfig config_of(const Json& test, const std::vector<TokenId>& eos) {
  GenerationConfig c;
  c.do_sample = test.at("do_sample").get<bool>();
  c.eos_token_id = eos;
  for (const auto& [key, value] : test.at("config").items()) {
    if (key == "temperature")
      c.temperature = value.get<double>();
    else if (key == "top_k")
      c.top_k = value.get<Index>();
    else if (key == "top_p")
      c.top_p = value.get<double>();
    else if (key == "min_p")
      c.min_p = value.get<double>();
    else if (key == "typical_p")
      c.typical_p = value.get<double>();
    else if (key == "repetition_penalty")
      c.repetition_penalty = value.get<double>();
    else if (key == "frequency_penalty")
      c.frequency_penalty = value.get<double>();
    else if (key == "presence_penalty")
      c.presence_penalty = value.get<double>();
    else if (key == "no_repeat_ngram_size")
      c.no_repeat_ngram_size = value.get<Index>();
    else if (key == "min_new_tokens")
      c.min_new_tokens = value.get<Index>();
    else if (key == "suppress_tokens")
      c.suppress_tokens = value.get<std::vector<TokenId>>();
    else if (key == "logit_bias")
      c.logit_bias = value.get<std::vector<std::pair<TokenId, double>>>();
    else if (key == "bad_words_ids")
      c.bad_words_ids = value.get<std::vector<std::vector<TokenId>>>();
    else if (key == "sequence_bias")
      c.sequence_bias = value.get<std::vector<std::pair<std::vector<TokenId>, double>>>();
    else if (key == "begin_suppress_tokens")
      c.begin_suppress_tokens = value.get<std::vector<TokenId>>();
    else if (key == "forced_bos_token_id")
      c.forced_bos_token_id = value.get<TokenId>();
    else if (key == "forced_eos_token_id")
      c.forced_eos_token_id = value.get<std::vector<TokenId>>();
    else if (key == "renormalize_logits")
      c.renormalize_logits = value.get<bool>();
    else if (key == "num_beams")
      c.num_beams = value.get<Index>();
    else
      FAIL("the fixture has a setting that is not read: " << key);
  }
  validate(c);
  return c;
}

float number(const Json& value) { return value.is_null() ? minus_infinity : value.get<float>(); }

}  // namespace

TEST_CASE("every processor, alone and combined, gives what transformers gives") {
  const Json fixture = read_json(GANYMEDE_TEST_DATA "/decode/processors.json");
  const auto logits = fixture.at("logits").get<std::vector<std::vector<float>>>();
  const auto histories = fixture.at("histories").get<std::vector<std::vector<TokenId>>>();
  const auto eos = fixture.at("eos_token_id").get<std::vector<TokenId>>();
  LogitsScratch scratch;
  double worst = 0;
  for (const Json& test : fixture.at("cases")) {
    const std::string name = test.at("name").get<std::string>() + " " + test.at("config").dump();
    CAPTURE(name);
    std::vector<float> expected = logits.at(test.at("logits").get<std::size_t>()), actual = expected;
    if (test.contains("left")) {
      std::fill(expected.begin(), expected.end(), minus_infinity);
      for (const Json& change : test.at("left")) expected.at(change[0].get<std::size_t>()) = number(change[1]);
    } else {
      for (const Json& change : test.at("set")) expected.at(change[0].get<std::size_t>()) = number(change[1]);
    }
    process(actual,
            {.history = histories.at(test.at("history").get<std::size_t>()),
             .prompt_length = test.at("prompt_length").get<Index>(),
             .limit = test.value("limit", Index{1000})},
            config_of(test, eos), scratch);
    const bool sampled_ids = test.at("name") == "temperature";  // the fixture names every seventh token only
    int wrong = 0;
    for (std::size_t i = 0; i < actual.size(); i += sampled_ids ? 7 : 1) {
      if (std::isinf(expected[i]) || std::isinf(actual[i])) {
        wrong += actual[i] != expected[i];
        continue;
      }
      const double error = std::fabs(static_cast<double>(actual[i]) - static_cast<double>(expected[i])) /
                           std::max(1.0, std::fabs(static_cast<double>(expected[i])));
      worst = std::max(worst, error);
      wrong +=
          error > (test.at("config").contains("renormalize_logits") ? 4e-6 : 2e-7);  // one or two roundings to float, there of large logits
    }
    CHECK(wrong == 0);
  }
  MESSAGE(fixture.at("cases").size() << " cases, largest relative error " << worst);
  CHECK(fixture.at("cases").size() >= 120);
}

TEST_CASE("nothing changes under the default settings, and no warper works on greedy logits") {
  std::vector<float> logits{1, 2, 3};
  const std::vector<TokenId> history{0, 1};
  process(logits, {history, 1}, {});
  CHECK(logits == std::vector<float>{1, 2, 3});
  GenerationConfig greedy;
  greedy.temperature = 0.1;
  greedy.top_k = 1;
  process(logits, {history, 1}, greedy);
  CHECK(logits == std::vector<float>{1, 2, 3});
}

TEST_CASE("min_length counts the prompt, and min_new_tokens outweighs it") {
  GenerationConfig c;
  c.eos_token_id = {0};
  c.min_length = 4;
  const std::vector<TokenId> history{1, 1, 1};
  std::vector<float> logits{1, 2};
  process(logits, {history, 2}, c);
  CHECK(logits[0] == minus_infinity);
  logits = {1, 2};
  c.min_length = 3;
  process(logits, {history, 2}, c);
  CHECK(logits[0] == 1);
  c.min_length = 4;
  c.min_new_tokens = 1;
  process(logits, {history, 2}, c);
  CHECK(logits[0] == 1);
}

TEST_CASE("processors round to nearest whatever the caller's rounding is") {
  std::vector<float> logits(300);
  for (std::size_t i = 0; i < logits.size(); ++i) logits[i] = static_cast<float>(i * i % 97) / 7;
  GenerationConfig c;
  c.do_sample = true;
  c.temperature = 0.7;
  c.top_p = 0.95;
  c.frequency_penalty = 0.1;
  const std::vector<TokenId> history{1, 2, 3};
  std::vector<float> expected = logits;
  process(expected, {history, 1}, c);
  std::fesetround(FE_UPWARD);
  process(logits, {history, 1}, c);
  const int after = std::fegetround();
  std::fesetround(FE_TONEAREST);
  CHECK(after == FE_UPWARD);
  CHECK(logits == expected);
}

TEST_CASE("which settings write to the row of logits, and which only choose from it") {
  GenerationConfig c;
  CHECK_FALSE(writes_row(c));
  c.temperature = 0.5;
  CHECK_FALSE(writes_row(c));  // greedy
  c.do_sample = true;
  CHECK(writes_row(c));
  c.temperature = 1;
  c.top_k = 3;
  c.top_p = 0.9;
  c.min_p = 0.1;
  c.typical_p = 0.9;
  CHECK_FALSE(writes_row(c));
  const std::vector<float> logits{1, 4, 2, 3, 0};
  std::vector<float> row = logits;
  LogitsScratch scratch;
  process_row(row, {}, c, scratch.counts);
  CHECK(row == logits);
  scratch.candidates.begin(row);
  choose_candidates(scratch.candidates, c);
  CHECK(row == logits);
  CHECK(scratch.candidates.logits().size() < 4);
  process(row, {}, c, scratch);
  CHECK(row != logits);
  c = {};
  c.repetition_penalty = 1.1;
  CHECK(writes_row(c));
}
