#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/json.hpp>
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

TEST_CASE("every key that transformers 4 and 5 write, away from its default, is read, known to change nothing, or refused by name") {
  const std::string refused =
      " constraints diversity_penalty dola_layers encoder_no_repeat_ngram_size encoder_repetition_penalty epsilon_cutoff"
      " eta_cutoff exponential_decay_length_penalty force_words_ids forced_decoder_ids guidance_scale max_time num_beam_groups "
      "penalty_alpha"
      " token_healing top_h watermarking_config ";
  const std::string used =
      " bad_words_ids begin_suppress_tokens do_sample early_stopping eos_token_id forced_bos_token_id forced_eos_token_id length_penalty"
      " max_length max_new_tokens min_length min_new_tokens min_p no_repeat_ngram_size num_beams num_return_sequences renormalize_logits"
      " repetition_penalty sequence_bias stop_strings suppress_tokens temperature top_k top_p typical_p ";
  const auto in = [](const std::string& names, const std::string& key) { return names.find(" " + key + " ") != std::string::npos; };
  const Json keys = read_json(GANYMEDE_TEST_DATA "/decode/generation_keys.json");
  CHECK(keys.size() == 77);
  for (const auto& [name, entry] : keys.items()) {
    const std::string key = name;
    const Settings settings(Json{{key, entry.at("value")}}, "generation_config.json");
    CAPTURE(key);
    if (in(refused, key)) {
      const ErrorDetails e = error_of<ConfigError>([&] { read_generation_config(settings); });
      CHECK(e.key == key);
      CHECK(e.file == "generation_config.json");
    } else {
      CHECK((read_generation_config(settings) == read("{}")) == !in(used, key));
    }
    CHECK(read_generation_config(Settings(Json{{key, nullptr}}, "generation_config.json")) == read("{}"));
  }
}

TEST_CASE("what is off is taken, what nobody knows is named") {
  CHECK(read(R"({"penalty_alpha": 0, "token_healing": false, "force_words_ids": [], "constraints": [], "forced_decoder_ids": [],
    "cache_implementation": "hybrid", "generation_kwargs": {}, "frequency_penalty": 0.0, "chat_format": "chatml", "max_window_size": 6144,
    "general.sampling.mirostat": 0, "general.sampling.xtc_probability": 0.0, "general.sampling.penalty_last_n": -1})") == read("{}"));
  for (const std::string key : {"no_such_setting", "frequency_penalty", "general.sampling.mirostat", "general.sampling.sequence",
                                "general.sampling.penalty_last_n", "max_time"}) {
    const Settings settings(Json{{key, 64}}, "model.gguf");
    CHECK(error_of<ConfigError>([&] { read_generation_config(settings); }).key == key);
  }
  CHECK(error_of<ConfigError>([] { read(R"({"cache_implementation": "quantized"})"); }).key == "cache_implementation");
  CHECK(error_of<ConfigError>([] { read(R"({"no_such_setting": 1})"); }).file == "generation_config.json");
}

TEST_CASE("numbers out of range are named with their file") {
  for (const auto& [key, json] :
       std::vector<std::pair<std::string, const char*>>{{"num_return_sequences", R"({"num_return_sequences": 1000000})"},
                                                        {"num_return_sequences", R"({"num_return_sequences": 9000000000000000000})"},
                                                        {"num_beams", R"({"num_beams": 65536})"},
                                                        {"max_new_tokens", R"({"max_new_tokens": 9000000000000000000})"},
                                                        {"max_length", R"({"max_length": -1})"},
                                                        {"top_k", R"({"top_k": 9000000000000000000})"},
                                                        {"no_repeat_ngram_size", R"({"no_repeat_ngram_size": 9000000000000000000})"},
                                                        {"stop", R"({"stop_strings": [""]})"},
                                                        {"eos_token_id", R"({"eos_token_id": [1, -7]})"}}) {
    const char* const text = json;
    CAPTURE(text);
    const ErrorDetails e = error_of<InputError>([text] { read(text); });
    CHECK(e.key == key);
    CHECK(e.file == "generation_config.json");
  }
  for (const char* json : {R"({"num_beams": 1e30})", R"({"max_length": 18446744073709551615})", R"({"top_k": 1.5})",
                           R"({"eos_token_id": [[1]]})", R"({"stop_strings": [1]})", R"({"bad_words_ids": 3})", R"({"bad_words_ids": "x"})",
                           R"({"sequence_bias": {"a": 1}})", R"({"sequence_bias": [[[1], "x"]]})", R"({"do_sample": 1})"}) {
    CAPTURE(json);
    CHECK_THROWS_AS(read(json), ConfigError);
  }
}
