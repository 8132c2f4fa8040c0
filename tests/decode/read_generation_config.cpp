#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/settings.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
GenerationConfig read(const char* json) { return read_generation_config(Settings(Json::parse(json), "generation_config.json")); }
}  // namespace

TEST_CASE("the settings of an instruction model") {
  const GenerationConfig c =
      read(R"({"_from_model_config": true, "bos_token_id": 128000, "do_sample": true, "eos_token_id": [128001, 128009],
    "temperature": 0.6, "top_p": 0.9, "max_length": 4096, "pad_token_id": null, "transformers_version": "4.42.3"})");
  CHECK(c.samples());
  CHECK(c.eos_token_id == std::vector<TokenId>{128001, 128009});
  CHECK(c.temperature == 0.6);
  CHECK(c.top_p == 0.9);
  CHECK(c.top_k == 50);  // transformers' default
  CHECK(c.max_length == 4096);
  CHECK_FALSE(c.max_new_tokens.has_value());
}

TEST_CASE("what is absent or null is greedy and neutral") {
  const GenerationConfig c = read(R"({"temperature": 0.7, "top_k": null, "min_p": null, "eos_token_id": 5})");
  CHECK_FALSE(c.samples());
  CHECK(c.min_p == 0);
  CHECK(c.eos_token_id == std::vector<TokenId>{5});
  CHECK(read("{}").eos_token_id.empty());
  CHECK(read(R"({"do_sample": true, "temperature": 0.0})").samples() == false);
}

TEST_CASE("forbidden and biased tokens") {
  const GenerationConfig c =
      read(R"({"eos_token_id": 0, "bad_words_ids": [[7], [0, 1]], "suppress_tokens": [3], "begin_suppress_tokens": [5],
    "sequence_bias": [[[4, 2], -1.5]], "forced_bos_token_id": 6, "forced_eos_token_id": [0, 8]})");
  CHECK(c.bad_words_ids == std::vector<std::vector<TokenId>>{{7}, {0, 1}});
  CHECK(c.suppress_tokens == std::vector<TokenId>{3});
  CHECK(c.begin_suppress_tokens == std::vector<TokenId>{5});
  CHECK(c.sequence_bias == std::vector<std::pair<std::vector<TokenId>, double>>{{{4, 2}, -1.5}});
  CHECK(c.forced_bos_token_id == TokenId{6});
  CHECK(c.forced_eos_token_id == std::vector<TokenId>{0, 8});
}

TEST_CASE("the beam search of a translation model") {
  const GenerationConfig c = read(R"({"bad_words_ids": [[58100]], "eos_token_id": 0, "forced_eos_token_id": 0, "max_length": 512,
    "num_beams": 6, "early_stopping": true, "length_penalty": 0.8, "renormalize_logits": true, "num_return_sequences": 2,
    "num_beam_groups": 1, "diversity_penalty": 0.0})");
  CHECK(c.num_beams == 6);
  CHECK(c.early_stopping == EarlyStopping::yes);
  CHECK(c.length_penalty == 0.8);
  CHECK(c.renormalize_logits);
  CHECK(c.num_return_sequences == 2);
  CHECK(read(R"({"early_stopping": "never"})").early_stopping == EarlyStopping::never);
  CHECK(read(R"({"early_stopping": false})").early_stopping == EarlyStopping::no);
  CHECK(read("{}").num_beams == 1);
}

TEST_CASE("what this library does not do, or cannot be, is named") {
  for (const auto& [key, json] :
       std::vector<std::pair<std::string, const char*>>{{"num_beam_groups", R"({"num_beams": 4, "num_beam_groups": 2})"},
                                                        {"diversity_penalty", R"({"diversity_penalty": 0.5})"},
                                                        {"force_words_ids", R"({"force_words_ids": [[3]]})"},
                                                        {"early_stopping", R"({"early_stopping": "always"})"},
                                                        {"bad_words_ids", R"({"bad_words_ids": [[]]})"},
                                                        {"bad_words_ids", R"({"bad_words_ids": [3]})"},
                                                        {"sequence_bias", R"({"sequence_bias": [[[1, "2"], 1.0]]})"},
                                                        {"sequence_bias", R"({"sequence_bias": [[1, 1.0]]})"},
                                                        {"epsilon_cutoff", R"({"epsilon_cutoff": 0.001})"},
                                                        {"guidance_scale", R"({"guidance_scale": 1.5})"},
                                                        {"watermarking_config", R"({"watermarking_config": {}})"},
                                                        {"top_p", R"({"top_p": "0.9"})"}}) {
    const char* const text = json;  // what a lambda may capture
    CAPTURE(text);
    const ErrorDetails e = error_of<ConfigError>([text] { read(text); });
    CHECK(e.key == key);
    CHECK(e.file == "generation_config.json");
  }
  CHECK(error_of<InputError>([] { read(R"({"top_p": 2})"); }).key == "top_p");
  CHECK(error_of<InputError>([] { read(R"({"bad_words_ids": [[4294967297]]})"); }).key == "bad_words_ids");
  CHECK(error_of<InputError>([] { read(R"({"num_beams": 2, "num_return_sequences": 3})"); }).key == "num_return_sequences");
  CHECK_NOTHROW(read(R"({"epsilon_cutoff": 0.0, "eta_cutoff": 0.0, "guidance_scale": 1, "num_beams": 4})"));
}
