#include <doctest/doctest.h>
#include <ganymede/text/ctranslate2_tokenizer.hpp>
#include <ganymede/text/translation_tokenizers.hpp>

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
  CHECK(error_of<TokenizerError>([&] { Tokenizer::from_folder(folder.path()); }).found == "▁the");
  const Tokenizer pieces{ctranslate2_pipeline(folder.path(), TextSide::source, PlainTokens::words)};
  CHECK(pieces.encode("▁the ▁ca t") == Ids{3, 4, 5});
  CHECK(pieces.id("▁ca") == 4);
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
