#include <ganymede/io/generation_settings.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("generation_settings: config.json's own, without what is not about generating") {
  const Json config =
      Json::parse(R"({"hidden_size": 64, "num_beams": 6, "eos_token_id": 0, "forced_eos_token_id": 0, "pad_token_id": null})");
  CHECK(detail::generation_from_config(config) == Json::parse(R"({"num_beams": 6, "eos_token_id": 0, "forced_eos_token_id": 0})"));
}

TEST_CASE("generation_settings: what BART's first configurations say of the first token") {
  const auto forced = [](const char* config) {
    return detail::generation_from_config(Json::parse(config)).value("forced_bos_token_id", -1);
  };
  CHECK(forced(R"({"bos_token_id": 3, "force_bos_token_to_be_generated": true})") == 3);
  CHECK(forced(R"({"bos_token_id": 3, "forced_bos_token_id": 4, "force_bos_token_to_be_generated": true})") == 3);
  CHECK(forced(R"({"bos_token_id": 3, "forced_bos_token_id": 4, "force_bos_token_to_be_generated": false})") == 4);
  CHECK(forced(R"({"bos_token_id": 3, "force_bos_token_to_be_generated": false})") == -1);
  CHECK(forced(R"({"force_bos_token_to_be_generated": true})") == -1);
}

TEST_CASE("generation_settings: only token ids are added to generation_config.json") {
  const Json config =
      Json::parse(R"({"num_beams": 6, "eos_token_id": 0, "bos_token_id": 5, "decoder_start_token_id": 7, "forced_bos_token_id": 3})");
  const Json generation = Json::parse(R"({"eos_token_id": [1, 2], "bos_token_id": null, "top_k": 5})");
  CHECK(detail::generation_with_ids(generation, config) ==
        Json::parse(R"({"eos_token_id": [1, 2], "bos_token_id": null, "top_k": 5, "decoder_start_token_id": 7})"));
}

TEST_CASE("generation_settings: end tokens of config.json beyond its vocabulary never come") {
  const auto ends = [](const char* generation, const char* config) {
    return detail::generation_with_ids(Json::parse(generation), Json::parse(config)).value("eos_token_id", Json());
  };
  const char* const small = R"({"vocab_size": 100, "eos_token_id": 50256})";
  CHECK(detail::generation_from_config(Json::parse(small)) == Json::object());
  CHECK(detail::generation_from_config(Json::parse(R"({"vocab_size": 100, "eos_token_id": [100, 99]})"))["eos_token_id"] == Json{99});
  CHECK(detail::generation_from_config(
            Json::parse(R"({"vocab_size": 100, "decoder_vocab_size": 101, "eos_token_id": 100})"))["eos_token_id"] == 100);
  CHECK(ends("{}", small).is_null());
  CHECK(ends(R"({"_from_model_config": true, "eos_token_id": 50256})", small).is_null());  // as save_pretrained writes it
  CHECK(ends(R"({"eos_token_id": 50256})", small) == 50256);                               // written on purpose: for the reader to refuse
}

TEST_CASE("generation_settings: GGUF keys under Hugging Face's names") {
  using detail::generation_from_gguf;
  CHECK(generation_from_gguf(Json::object()) == Json::object());
  CHECK(
      generation_from_gguf(Json::parse(
          R"({"tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.eot_token_id": 2, "decoder_start_token_id": 0})")) ==
      Json::parse(R"({"bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 0})"));
  CHECK(
      generation_from_gguf(Json::parse(
          R"({"tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.eot_token_id": 3, "tokenizer.ggml.eom_token_id": 4, "tokenizer.ggml.padding_token_id": 0})")) ==
      Json::parse(R"({"eos_token_id": [2, 3, 4], "pad_token_id": 0})"));
  // -1 as an unsigned number means none; so does what is no id at all
  CHECK(generation_from_gguf(Json::parse(R"({"tokenizer.ggml.padding_token_id": 4294967295, "tokenizer.ggml.eos_token_id": -1,
                                             "tokenizer.ggml.bos_token_id": "x"})")) == Json::object());
  CHECK(generation_from_gguf(Json::parse(R"({"general.sampling.temp": 0.7, "general.sampling.top_k": 20, "general.sampling.top_p": 0.8,
                                             "general.sampling.min_p": 0.05, "general.sampling.penalty_repeat": 1.1})")) ==
        Json::parse(R"({"temperature": 0.7, "top_k": 20, "top_p": 0.8, "min_p": 0.05, "repetition_penalty": 1.1, "do_sample": true})"));
  CHECK(generation_from_gguf(Json::parse(R"({"general.sampling.temp": 0.0})"))["do_sample"] == false);
}

TEST_CASE("generation_settings: the architecture's prefix is taken off, and must not make two keys one") {
  CHECK(detail::without_architecture(Json::parse(R"({"general.architecture": "llama", "llama.block_count": 5, "llamas.x": 1})"), "m") ==
        Json::parse(R"({"general.architecture": "llama", "block_count": 5, "llamas.x": 1})"));
  CHECK(detail::without_architecture(Json::parse(R"({"llama.block_count": 5})"), "m") == Json::parse(R"({"llama.block_count": 5})"));
  CHECK(detail::without_architecture(Json::parse(R"({"general.architecture": 1, "1.a": 5})"), "m").contains("1.a"));
  const auto error = error_of<FormatError>([] {
    detail::without_architecture(Json::parse(R"({"general.architecture": "llama", "llama.block_count": 5, "block_count": 6})"), "m");
  });
  CHECK(error.key == "llama.block_count");
  CHECK(error.file == "m");
}

TEST_CASE("generation_settings: an old BART that forces its first token, and sampling that Hugging Face has no name for") {
  CHECK(detail::generation_from_config(Json::parse(R"({"bos_token_id": 0, "force_bos_token_to_be_generated": true})")) ==
        Json::parse(R"({"bos_token_id": 0, "forced_bos_token_id": 0})"));
  CHECK(detail::generation_from_config(Json::parse(R"({"bos_token_id": 0, "force_bos_token_to_be_generated": false})")) ==
        Json::parse(R"({"bos_token_id": 0})"));
  CHECK(detail::generation_from_gguf(Json::parse(R"({"general.sampling.mirostat": 2, "general.sampling.penalty_last_n": 64})")) ==
        Json::parse(R"({"general.sampling.mirostat": 2})"));  // no penalty: it does not matter of what
  CHECK(detail::generation_from_gguf(Json::parse(R"({"general.sampling.penalty_repeat": 1.5, "general.sampling.penalty_last_n": 64})")) ==
        Json::parse(R"({"repetition_penalty": 1.5, "general.sampling.penalty_last_n": 64})"));
}
