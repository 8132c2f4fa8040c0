#include <ganymede/app/token_vectors.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("the embedded model: every token with its row, words as they stand inside a text, several tokens as their mean") {
  const Checkpoint checkpoint{std::filesystem::path(GANYMEDE_EXAMPLES_DIR "/models/stories.gguf")};
  const Llama<> model{checkpoint};
  const TokenVectors tokens{model, Tokenizer::from_checkpoint(checkpoint)};
  const WordVectors& table = tokens.table();
  CHECK(table.size() == model.vocab_size());
  CHECK(table.dimensions() == model.hidden_size());
  std::vector<float> row(static_cast<std::size_t>(model.hidden_size()));
  for (const TokenId id : {TokenId{1}, TokenId{587}, static_cast<TokenId>(model.vocab_size() - 1)}) {
    model.token_embedding(id, row);
    CHECK(std::ranges::equal(row, table.vector(tokens.row_of(id))));
    CHECK(table.word(tokens.row_of(id)) == tokens.tokenizer().token_bytes(id));
  }

  const WordLookup dog = *tokens.look("dog");
  CHECK(dog.rows.size() == 1);
  CHECK(table.word(dog.rows[0]) == " dog");
  CHECK(dog.note == "one token: \u0120dog");
  CHECK(dog.tokens == std::vector<std::string>{" dog"});
  CHECK(std::ranges::equal(dog.vector, table.vector(dog.rows[0])));

  const std::vector<TokenId> ids = tokens.ids("queen");
  REQUIRE(ids.size() == 2);
  const WordLookup queen = *tokens.look("queen");
  CHECK(queen.rows == std::vector<Index>{tokens.row_of(ids[0]), tokens.row_of(ids[1])});
  for (std::size_t i = 0; i < queen.vector.size(); ++i)
    CHECK(queen.vector[i] == doctest::Approx((table.vector(queen.rows[0])[i] + table.vector(queen.rows[1])[i]) / 2).epsilon(1e-6));

  CHECK_THROWS_AS(tokens.row_of(-1), InputError);
  CHECK_THROWS_AS(tokens.row_of(static_cast<TokenId>(table.size())), InputError);
  const std::vector<float> none = tokens.vector({});
  CHECK(std::ranges::all_of(none, [](float v) { return v == 0; }));
}

TEST_CASE("a translation model's words are those of its source side") {
  const Checkpoint checkpoint{std::filesystem::path(GANYMEDE_TEST_DATA "/translators/marian")};
  const Marian<> model{checkpoint};
  const TokenVectors tokens{model, TranslationTokenizers::from_checkpoint(checkpoint).source};
  CHECK(tokens.table().dimensions() == model.hidden_size());
  const std::vector<TokenId> ids = tokens.ids("moon"), alone = tokens.tokenizer().encode("moon", {.add_special_tokens = false});
  CHECK(ids.size() <= alone.size());
  CHECK(tokens.look("moon")->rows.size() == ids.size());
}
