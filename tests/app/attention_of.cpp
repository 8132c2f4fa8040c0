#include <ganymede/app/attention_of.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>

#include <doctest/doctest.h>

#include <filesystem>

using namespace ganymede;
using enum AttentionKind;

TEST_CASE("attention_of: a text through a decoder, in one call") {
  const TextGenerator<Llama<>> generator{Checkpoint(std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf")};
  const AttentionOfText seen = attention_of(generator, "Once upon a time");
  CHECK(seen.tokens == std::vector<std::string>{"<|endoftext|>", "Once", " upon", " a", " time"});
  CHECK(seen.recorder.has(self));
  CHECK_FALSE(seen.recorder.has(cross));
  const Tensor<float> map = seen.recorder.at(0, 1, 0);
  CHECK(map.rows() == 5);
  CHECK(map.cols() == 5);
  CHECK(attention_page(seen.recorder, 0, seen.texts()).find("Once") != std::string::npos);
  CHECK(attention_of(generator, std::span<const TokenId>(seen.ids)).tokens == seen.tokens);
}

TEST_CASE("attention_of: a translation: the model's own, or one that is given; rows are what the decoder read") {
  const Translator<Marian<>> translator{std::filesystem::path(GANYMEDE_TEST_DATA) / "translators" / "marian"};
  const std::string text = "Where is Ganymede?";
  const AttentionOfText own = attention_of(translator, text);
  const TranslationResult result = translator.translate(std::span(&text, 1), {}, {.split_sentences = false}).front();
  REQUIRE(own.ids.size() == result.best().ids.size());
  CHECK(own.ids.front() == translator.decoder_prompt().front());
  for (std::size_t i = 1; i < own.ids.size(); ++i) CHECK(own.ids[i] == result.best().ids[i - 1]);
  CHECK(own.source_ids == result.source_ids);
  CHECK(own.written.size() == own.tokens.size());
  CHECK(own.written.front() == own.tokens[1]);
  for (const AttentionKind kind : {self, cross, encoder}) {
    const Tensor<float> map = own.recorder.at(kind, 0, 0, 0);
    CHECK(static_cast<std::size_t>(map.rows()) == own.texts().rows(kind).size());
    CHECK(static_cast<std::size_t>(map.cols()) == own.texts().columns(kind).size());
  }

  const AttentionOfText given = attention_of(translator, text, {}, {.prefix = "It is"});
  CHECK(given.source_ids == own.source_ids);
  const std::vector<TokenId> prefix = translator.tokenizers().target.encode("It is", {.add_special_tokens = false});
  CHECK(std::vector<TokenId>(given.ids.begin() + 1, given.ids.end()) == prefix);
  CHECK(given.written.size() == given.tokens.size());
  CHECK(attention_of(translator, own.source_ids).ids == own.ids);
  CHECK_THROWS_AS(attention_of(translator, std::string()), InputError);
}

TEST_CASE("attention_of: a text through an encoder alone: each word sees those after it too") {
  const Checkpoint checkpoint(std::filesystem::path(GANYMEDE_TEST_DATA) / "encoders" / "bert_masked");
  const std::vector<TokenId> ids{5, 9, 7};
  const AttentionOfText seen = attention_of(*load_encoder_model(checkpoint), nullptr, ids);
  CHECK(seen.source == std::vector<std::string>{"5", "9", "7"});
  CHECK(seen.source_ids == ids);
  CHECK_FALSE(seen.recorder.has(self));
  const Tensor<float> map = seen.recorder.at(encoder, 0, 1, 2);
  REQUIRE(map.rows() == 3);
  REQUIRE(map.cols() == 3);
  CHECK(map.view()(0, 2) > 0);
  CHECK(map.view().row(1).sum() == doctest::Approx(1));
  CHECK(attention_page(seen.recorder, 0, seen.texts(), {.kind = encoder}).find("\"9\"") != std::string::npos);
}
