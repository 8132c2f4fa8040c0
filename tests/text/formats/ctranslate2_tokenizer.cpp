#include <doctest/doctest.h>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/ctranslate2_tokenizer.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
using Ids = std::vector<TokenId>;

/// A folder with a model of no variables.
void write_model(const TemporaryFolder& folder) {
  const std::string spec = "TransformerSpec";
  folder.write("model.bin", raw(std::uint32_t{6}) + raw(static_cast<std::uint16_t>(spec.size() + 1)) + spec + '\0' + raw(std::uint32_t{7}) +
                                raw(std::uint32_t{0}) + raw(std::uint32_t{0}));
}
}  // namespace

TEST_CASE("ctranslate2 tokenizer: characters, by side") {
  const TemporaryFolder folder;
  write_model(folder);
  folder.write("source_vocabulary.txt", "<blank>\n<s>\n</s>\nا\nب\n");
  folder.write("target_vocabulary.txt", "<blank>\n<s>\n</s>\na\nb\n'\n");
  const auto both = TranslationTokenizers::from_folder(folder.path());
  CHECK(both.source.vocab_size() == 6);
  CHECK(both.source.unk() == 5);
  CHECK(both.source.bos() == 1);
  CHECK(both.source.eos() == 2);
  CHECK(both.source.encode("باx") == Ids{4, 3, 5});
  CHECK(both.target.encode("ab'") == Ids{3, 4, 5});
  CHECK(both.target.decode(Ids{1, 3, 4, 5, 2}) == "ab'");
  CHECK(both.source.encode("<s>") == Ids{5, 5, 5});  // spelled, not meant
  CHECK(both.source.encode("<s>", {.parse_special = true}) == Ids{1});

  folder.write("config.json", R"({"add_source_bos": true, "add_source_eos": true})");
  CHECK(Tokenizer::from_folder(folder.path()).encode("ا") == Ids{1, 3, 2});
  CHECK(Tokenizer::from_folder(folder.path(), TextSide::target).encode("a") == Ids{3});
  folder.write("config.json", R"({"add_source_bos": true, "bos_token": "<bos>"})");
  CHECK(error_of<TokenizerError>([&] { Tokenizer::from_folder(folder.path()); }).key == "add_source_bos");
}

TEST_CASE("ctranslate2 tokenizer: words, and pieces that were split before") {
  const TemporaryFolder folder;
  write_model(folder);
  folder.write("shared_vocabulary.json", R"(["<unk>", "<s>", "</s>", "the", "cat"])");
  const Tokenizer words = Tokenizer::from_folder(folder.path());
  CHECK(words.encode("the  cat sat") == Ids{3, 4, 0});
  CHECK(words.decode(Ids{3, 4}) == "the cat");

  folder.write("shared_vocabulary.json", R"(["<unk>", "<s>", "</s>", "\u2581the", "\u2581ca", "t"])");
  for (const Tokenizer& pieces :
       {Tokenizer{ctranslate2_pipeline(folder.path(), TextSide::source, PlainTokens::words)}, Tokenizer::from_folder(folder.path())}) {
    CHECK(pieces.encode("▁the ▁ca t") == Ids{3, 4, 5});
    CHECK(pieces.encode("t </s> ▁dog </s>") == Ids{5, 0, 0, 2});  // </s> counts where it ends the text
    CHECK(pieces.decode(Ids{3, 4, 5, 2}) == "▁the ▁ca t");
    CHECK(pieces.id("▁ca") == 4);
  }
  folder.write("config.json", R"({"add_source_eos": true})");
  const Tokenizer ended = Tokenizer::from_folder(folder.path());
  CHECK(ended.encode("▁the") == Ids{3, 2});
  CHECK(ended.encode("▁the </s>") == Ids{3, 2});
}

TEST_CASE("ctranslate2 tokenizer: a SentencePiece model beside model.bin") {
  const std::filesystem::path spm = GANYMEDE_TEST_DATA "/tokenizers/sentencepiece/unigram.model";
  const Tokenizer alone = Tokenizer::from_sentencepiece_file(spm);
  Json tokens{"</s>", "<unk>", "__fr__", "__de__"};  // other ids than the model's own, and only every second piece
  for (TokenId id = 3; id < alone.vocab_size(); ++id)
    if (id % 2 == 0 || alone.piece(id).size() == 1) tokens.push_back(alone.piece(id));
  const std::string text = "hello world, Où est Ganymède ?";
  const auto expected = [&](const Tokenizer& tokenizer) {
    Ids ids;
    for (const TokenId id : alone.encode(text)) ids.push_back(tokenizer.id(alone.piece(id)).value_or(1));
    return ids;
  };
  for (const char* const name : {"source.spm", "source.model", "sentencepiece.model", "anything.model"}) {
    CAPTURE(std::string(name));
    const TemporaryFolder folder;
    write_model(folder);
    folder.write("shared_vocabulary.json", tokens.dump());
    std::filesystem::copy(spm, folder.path() / name);
    const Tokenizer made = Tokenizer::from_folder(folder.path());
    const bool marian = std::string(name) == "source.spm";  // Hugging Face's tokenizers add what CTranslate2 does not
    Ids ids = expected(made);
    CHECK(made.encode(text, {.add_special_tokens = false}) == ids);
    CHECK(made.decode(ids) == alone.decode(alone.encode(alone.decode(alone.encode(made.decode(ids))))));
    if (marian) ids.push_back(0);
    CHECK(made.encode(text) == ids);
    const std::string first(made.piece(10)), pieces = "\u2581 " + first + " </s>";
    CHECK(made.encode(pieces) == Ids{made.id("\u2581").value_or(1), 10, 0});  // pieces may still be given
    ids = made.encode(text, {.language = "fr"});
    CHECK(ids.front() == 2);
    CHECK(made.languages().ids().size() == 2);
  }
  const TemporaryFolder broken;
  write_model(broken);
  broken.write("shared_vocabulary.json", tokens.dump());
  broken.write("source.spm", "no model");
  CHECK_THROWS_AS(Tokenizer::from_folder(broken.path()), FormatError);
}

TEST_CASE("ctranslate2 tokenizer: the Arabic transliterator beside the checkout") {
  const std::filesystem::path folder = GANYMEDE_SHARED_DATA "/aren-transliteration";
  if (!std::filesystem::exists(folder / "model.bin")) {
    MESSAGE("skipped: no shared data");
    return;
  }
  const auto both = TranslationTokenizers::from_checkpoint(Checkpoint(folder));
  CHECK(both.source.vocab_size() == 51);  // the rows of the embeddings
  CHECK(both.target.vocab_size() == 43);
  CHECK(both.source.encode("آزا").size() == 3);
  CHECK(both.target.decode(both.target.encode("azza")) == "azza");
}
