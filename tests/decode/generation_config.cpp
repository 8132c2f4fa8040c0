#include <ganymede/decode/generation_config.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace ganymede;

TEST_CASE("what the caller leaves out comes from the defaults") {
  GenerationConfig defaults;
  defaults.top_k = 7;
  defaults.eos_token_id = {1, 2};
  const GenerationConfig c = resolve(defaults, {.max_new_tokens = 64, .stop = {{"\n"}}, .seed = 9});
  CHECK(c.max_new_tokens == 64);
  CHECK(c.top_k == 7);
  CHECK(c.eos_token_id == std::vector<TokenId>{1, 2});
  CHECK(c.stop == std::vector<std::string>{"\n"});
  CHECK(c.seed == 9);
  CHECK_FALSE(c.do_sample);
  CHECK(resolve(defaults, {.eos_token_id = std::vector<TokenId>{}}).eos_token_id.empty());
}

TEST_CASE("who gives a setting of sampling wants to sample, unless the temperature is 0") {
  CHECK_FALSE(resolve({}, {}).samples());
  CHECK(resolve({}, {.temperature = 0.7}).samples());
  CHECK(resolve({}, {.top_k = 5}).samples());
  CHECK(resolve({}, {.top_p = 0.9}).samples());
  CHECK(resolve({}, {.min_p = 0.1}).samples());
  CHECK(resolve({}, {.typical_p = 0.9}).samples());
  CHECK_FALSE(resolve({}, {.temperature = 0.0}).samples());
  CHECK_FALSE(resolve({}, {.temperature = 0.0, .top_p = 0.9}).samples());
  CHECK_FALSE(resolve({}, {.do_sample = true, .temperature = 0.0}).do_sample);
  CHECK_FALSE(resolve({}, {.do_sample = false, .temperature = 0.7}).samples());
  CHECK_FALSE(resolve({}, {.repetition_penalty = 1.2}).samples());
  GenerationConfig sampling;
  sampling.do_sample = true;
  CHECK(resolve(sampling, {}).samples());
  CHECK_FALSE(resolve(sampling, {.temperature = 0.0}).samples());
  CHECK_FALSE(resolve(sampling, {.do_sample = false}).samples());
}

TEST_CASE("a length from the caller replaces both of the defaults'") {
  GenerationConfig defaults;
  defaults.max_new_tokens = 5;
  const GenerationConfig c = resolve(defaults, {.max_length = 100});
  CHECK_FALSE(c.max_new_tokens.has_value());
  CHECK(c.max_length == 100);
}

TEST_CASE("settings that cannot be right are named") {
  using Biases = std::vector<std::pair<std::vector<TokenId>, double>>;
  using Words = std::vector<std::vector<TokenId>>;
  const double nan = std::nan("");
  const std::vector<std::pair<std::string, GenerationOptions>> wrong{
      {"max_new_tokens", {.max_new_tokens = -1}},
      {"max_length", {.max_length = -1}},
      {"min_length", {.min_length = -1}},
      {"min_new_tokens", {.min_new_tokens = -1}},
      {"temperature", {.temperature = -0.5}},
      {"temperature", {.temperature = nan}},
      {"temperature", {.temperature = HUGE_VAL}},
      {"top_k", {.top_k = -1}},
      {"top_p", {.top_p = 1.5}},
      {"top_p", {.top_p = nan}},
      {"min_p", {.min_p = -0.1}},
      {"typical_p", {.typical_p = 0.0}},
      {"repetition_penalty", {.repetition_penalty = 0.0}},
      {"repetition_penalty", {.repetition_penalty = nan}},
      {"frequency_penalty", {.frequency_penalty = nan}},
      {"presence_penalty", {.presence_penalty = HUGE_VAL}},
      {"no_repeat_ngram_size", {.no_repeat_ngram_size = -1}},
      {"logit_bias", {.logit_bias = {{{-1, 1.0}}}}},
      {"logit_bias", {.logit_bias = {{{1, HUGE_VAL}}}}},
      {"logit_bias", {.logit_bias = {{{1, nan}}}}},
      {"eos_token_id", {.eos_token_id = {{-1}}}},
      {"suppress_tokens", {.suppress_tokens = {{-1}}}},
      {"stop", {.stop = {{""}}}},
      {"num_return_sequences", {.num_return_sequences = 0}},
      {"num_return_sequences", {.num_beams = 3, .num_return_sequences = 4}},
      {"num_beams", {.num_beams = 0}},
      {"num_beams", {.num_beams = Index{1} << 40}},
      {"num_beams", {.num_beams = 65536}},  // minutes a token
      {"num_return_sequences", {.num_return_sequences = 1000000}},
      {"num_return_sequences", {.num_return_sequences = 1000000000000}},
      {"num_return_sequences", {.num_return_sequences = 9000000000000000000}},
      {"max_new_tokens", {.max_new_tokens = 9000000000000000000}},
      {"max_length", {.max_length = 9000000000000000000}},
      {"min_length", {.min_length = 9000000000000000000}},
      {"min_new_tokens", {.min_new_tokens = 9000000000000000000}},
      {"top_k", {.top_k = 9000000000000000000}},
      {"no_repeat_ngram_size", {.no_repeat_ngram_size = 9000000000000000000}},
      {"stop", {.stop = {{"\x82"}}}},           // a byte inside of a character
      {"stop", {.stop = {{"a", "\xe2\x82"}}}},  // a cut one
      {"stop", {.stop = {{"a\xe2\x82\xac\xff"}}}},
      {"stop", {.stop = std::vector<std::string>(1025, "a")}},
      {"length_penalty", {.length_penalty = nan}},
      {"length_penalty", {.length_penalty = 11}},
      {"sequence_bias", {.sequence_bias = Biases{{{}, 1.0}}}},
      {"sequence_bias", {.sequence_bias = Biases{{{1, -2}, 1.0}}}},
      {"sequence_bias", {.sequence_bias = Biases{{{1}, nan}}}},
      {"bad_words_ids", {.bad_words_ids = Words{std::vector<TokenId>()}}},
      {"bad_words_ids", {.bad_words_ids = Words{{1, -1}}}},
      {"begin_suppress_tokens", {.begin_suppress_tokens = {{-1}}}},
      {"forced_bos_token_id", {.forced_bos_token_id = -1}},
      {"forced_eos_token_id", {.forced_eos_token_id = {{-1}}}},
  };
  for (const auto& entry : wrong) {
    CAPTURE(entry.first);
    CHECK(error_of<InputError>([&entry] { resolve({}, entry.second); }).key == entry.first);
  }
  CHECK_NOTHROW(resolve({}, {.logit_bias = {{{1, -HUGE_VAL}}}}));
}

TEST_CASE("token ids outside the vocabulary are named, with its size") {
  using Words = std::vector<std::vector<TokenId>>;
  const std::vector<std::pair<std::string, GenerationOptions>> outside{
      {"logit_bias", {.logit_bias = {{{3, 1.0}, {10, 1.0}}}}},   {"sequence_bias", {.sequence_bias = {{{Words::value_type{1, 10}, 1.0}}}}},
      {"bad_words_ids", {.bad_words_ids = Words{{1}, {2, 10}}}}, {"eos_token_id", {.eos_token_id = {{9, 10}}}},
      {"suppress_tokens", {.suppress_tokens = {{10}}}},          {"begin_suppress_tokens", {.begin_suppress_tokens = {{10}}}},
      {"forced_bos_token_id", {.forced_bos_token_id = 10}},      {"forced_eos_token_id", {.forced_eos_token_id = {{10}}}},
  };
  for (const auto& entry : outside) {
    CAPTURE(entry.first);
    const GenerationConfig c = resolve({}, entry.second);
    CHECK_NOTHROW(validate(c, 11));
    const ErrorDetails e = error_of<InputError>([&c] { validate(c, 10); });
    CHECK(e.key == entry.first);
    CHECK(e.expected == "0 to 9");
    CHECK(e.found == "10");
  }
}

TEST_CASE("a window that slides ends too") {
  CHECK(resolve({}, {.on_overflow = Overflow::slide}).max_new_tokens == default_max_new_tokens);
  CHECK(resolve({}, {.max_length = 9, .on_overflow = Overflow::slide}).max_new_tokens == std::nullopt);
  CHECK(resolve({}, {.max_new_tokens = 9, .on_overflow = Overflow::slide}).max_new_tokens == 9);
  CHECK(resolve({}, {}).max_new_tokens == std::nullopt);
}
