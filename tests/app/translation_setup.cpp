#include <doctest/doctest.h>
#include <ganymede/app/translation_setup.hpp>

#include "../support/model_files.hpp"

using namespace ganymede;
using namespace ganymede::detail;

namespace {

/// The settings of one checkpoint with the tokenizer of another: no model is made of it.
struct Setup {
  Setup(const std::string& model, const std::string& tokenizer, const std::string& generation = "") {
    for (const char* name : {"config.json", "generation_config.json", "model.safetensors"})
      copy_file(std::filesystem::path(GANYMEDE_TEST_DATA) / "models" / model / name, folder.path() / name);
    if (!tokenizer.empty())
      for (const auto& file :
           std::filesystem::directory_iterator(std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers/folders" / tokenizer))
        copy_file(file.path(), folder.path() / file.path().filename());
    if (!generation.empty()) folder.write("generation_config.json", generation);
    const Checkpoint checkpoint{folder.path()};
    tokenizers = TranslationTokenizers::find(checkpoint);
    setup.emplace(checkpoint, tokenizers);
  }
  TranslationCall call(const TranslateOptions& options) const { return {*setup, tokenizers, {}, options}; }

  TemporaryFolder folder;
  std::optional<TranslationTokenizers> tokenizers;
  std::optional<TranslationSetup> setup;
};
}  // namespace

TEST_CASE("without any tokenizer's files there is none, and languages and prefixes are errors") {
  const Setup bare("marian", "");
  CHECK(!bare.tokenizers);
  CHECK(bare.setup->decoder_start_token_id == 130);
  CHECK(bare.call({}).start == std::vector<TokenId>{130});
  const TranslateOptions language{.target_language = "fr"}, prefix{.prefix = "The"};
  CHECK_THROWS_AS(bare.call(language), InputError);
  CHECK_THROWS_AS(bare.call(prefix), InputError);
}

TEST_CASE("the languages of mBART: what its decoder starts with, if that is a language; else what it is forced to say first") {
  const Setup plain("mbart", "mbart");
  const Languages& languages = plain.tokenizers->target.languages();
  const TranslateOptions options{.source_language = "fr_XX", .target_language = "ro_RO"};
  CHECK(plain.call(options).start == std::vector<TokenId>{plain.setup->decoder_start_token_id});
  CHECK(plain.call(options).config.forced_bos_token_id == languages.at("ro_RO"));
  CHECK(plain.call(options).encode.language == "fr_XX");
  CHECK(plain.call(options).language == "fr_XX");

  const Setup english("mbart", "mbart", "{\"decoder_start_token_id\": " + std::to_string(languages.at("en_XX")) + "}");
  CHECK(english.call({}).start == std::vector<TokenId>{languages.at("en_XX")});
  CHECK(english.call(options).start == std::vector<TokenId>{languages.at("ro_RO")});
  CHECK(!english.call(options).config.forced_bos_token_id);
}

TEST_CASE("a prefix follows the forced language") {
  const Setup setup("m2m100", "m2m100");
  const TranslateOptions options{.target_language = "de", .prefix = "It is"};
  const TranslationCall call = setup.call(options);
  const auto said = setup.tokenizers->target.encode("It is", {.add_special_tokens = false});
  REQUIRE(call.prefixed.size() == said.size() + 2);
  CHECK(call.prefixed[1] == setup.tokenizers->target.language_token("de"));
  CHECK(std::equal(said.begin(), said.end(), call.prefixed.begin() + 2));
  CHECK(call.start.size() == 1);
}

TEST_CASE("unknown languages are errors that name known ones; Marian is told the target only") {
  const Setup m2m100("m2m100", "m2m100"), marian("marian", "marian");
  const TranslateOptions source{.source_language = "xx"}, target{.target_language = "klingon"}, known{.source_language = "fr"};
  CHECK_THROWS_WITH_AS(m2m100.call(source), doctest::Contains("af, am"), InputError);
  CHECK_THROWS_WITH_AS(m2m100.call(target), doctest::Contains("klingon"), InputError);
  CHECK_THROWS_WITH_AS(marian.call(known), doctest::Contains("target language only"), InputError);
  CHECK_THROWS_AS(marian.call(target), InputError);
}

TEST_CASE("a start token, a language and a length come from the checkpoint's files") {
  const TemporaryFolder folder;
  copy_file(std::filesystem::path(GANYMEDE_TEST_DATA) / "models/marian/model.safetensors", folder.path() / "model.safetensors");
  folder.write("config.json", R"({"model_type": "marian"})");
  folder.write("generation_config.json", "{}");
  CHECK_THROWS_WITH_AS(TranslationSetup(Checkpoint{folder.path()}, std::nullopt), doctest::Contains("decoder_start_token_id"), ConfigError);
  folder.write("generation_config.json", R"({"bos_token_id": 5})");
  folder.write("tokenizer_config.json", R"({"source_lang": "fra", "model_max_length": 512})");
  const TranslationSetup setup(Checkpoint{folder.path()}, std::nullopt);
  CHECK(setup.decoder_start_token_id == 5);
  CHECK(setup.language == "fra");
  CHECK(setup.model_max_length == 512);
  folder.write("tokenizer_config.json", R"({"model_max_length": 1e30})");
  CHECK(TranslationSetup(Checkpoint{folder.path()}, std::nullopt).model_max_length == 0);
}

TEST_CASE("a vocabulary of another size than the model's is an error, but for a model's padding") {
  const auto path = std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers/folders";
  const Tokenizer t5 = Tokenizer::from_folder(path / "t5"), marian = Tokenizer::from_folder(path / "marian");
  require_vocabulary(t5, t5.vocab_size() + 28, "m", "source");
  CHECK_THROWS_AS(require_vocabulary(t5, t5.vocab_size() - 1, "m", "source"), TokenizerError);
  CHECK_THROWS_AS(require_vocabulary(t5, t5.vocab_size() + 257, "m", "source"), TokenizerError);
  require_vocabulary(marian, marian.vocab_size(), "m", "source");
  CHECK_THROWS_WITH_AS(require_vocabulary(marian, marian.vocab_size() + 1, "m", "target"), doctest::Contains("m: target"), TokenizerError);
}

TEST_CASE("a start that is a list of one is that token; another list names the key") {
  CHECK(Setup("marian", "marian", R"({"decoder_start_token_id": [7]})").setup->decoder_start_token_id == 7);
  for (const char* generation : {R"({"decoder_start_token_id": []})", R"({"decoder_start_token_id": [1, 2]})"}) {
    CAPTURE(generation);
    CHECK_THROWS_WITH_AS(Setup("marian", "marian", generation), doctest::Contains("token_id: translations begin with one token"),
                         ConfigError);
  }
}

TEST_CASE("how long a translation may become where nobody says") {
  const Setup setup("marian", "marian", R"({"decoder_start_token_id": 130})");
  const auto call = [&](const GenerationOptions& generation, Index positions) {
    return TranslationCall(*setup.setup, setup.tokenizers, generation, {}, positions).config;
  };
  CHECK(call({}, 512).max_length == 512);
  CHECK(call({}, 512).max_new_tokens == std::nullopt);
  CHECK(call({}, 0).max_new_tokens == default_max_new_tokens);  // T5: positions without end
  CHECK(call({.max_length = 9}, 0).max_new_tokens == std::nullopt);
  CHECK(call({.max_new_tokens = 9}, 512).max_length == std::nullopt);
}
