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
      read(R"({"eos_token_id": 0, "bad_words_ids": [[7], [0]], "suppress_tokens": [3], "sequence_bias": [[[4], -1.5]]})");
  CHECK(c.suppress_tokens == std::vector<TokenId>{3, 7});  // an end token is never a bad word, as in transformers
  CHECK(c.logit_bias == std::vector<std::pair<TokenId, double>>{{4, -1.5}});
}

TEST_CASE("what this library does not do, or cannot be, is named") {
  for (const auto& [key, json] :
       std::vector<std::pair<std::string, const char*>>{{"bad_words_ids", R"({"bad_words_ids": [[1, 2]]})"},
                                                        {"bad_words_ids", R"({"bad_words_ids": [3]})"},
                                                        {"sequence_bias", R"({"sequence_bias": [[[1, 2], 1.0]]})"},
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
  CHECK(error_of<InputError>([] { read(R"({"bad_words_ids": [[4294967297]]})"); }).key == "suppress_tokens");
  CHECK_NOTHROW(read(R"({"epsilon_cutoff": 0.0, "eta_cutoff": 0.0, "guidance_scale": 1, "num_beams": 4})"));
}
