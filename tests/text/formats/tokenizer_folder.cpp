#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"
#include "support/tokenizer_fixture.hpp"

using namespace ganymede;

namespace {

std::filesystem::path folder(const std::string& name) { return tokenizer_fixtures() / "folders" / name; }

/// A tokenizer against the hashes of what transformers makes of the strings.
void compare(const Tokenizer& tokenizer, const Json& blocks, bool special = true, bool ids_only = false) {
  const Json strings = Json::parse(read_file(tokenizer_fixtures() / "strings.json"));
  TokenDigest digest;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const auto ids = tokenizer.encode(strings[i].get<std::string>(), {.add_special_tokens = special, .parse_special = true});
    digest.add(ids);
    if (!ids_only) {
      digest.add(tokenizer.decode(ids));
      digest.add(tokenizer.decode(ids, false));
    }
    CHECK(tokenizer.decode(ids) == streamed(tokenizer, ids, true));
    if (i % 20 != 19 && i + 1 != strings.size()) continue;
    CAPTURE(i);
    CHECK(digest.text() == blocks[i / 20].get<std::string>());
    digest = {};
  }
}

/// A folder without tokenizer.json, both sides; and the tokenizer.json that the class would save.
void compare_folder(const std::string& name) {
  CAPTURE(name);
  const Json expected = Json::parse(read_file(folder(name + ".expected.json")));
  // Marian with two vocabularies decodes target ids only; transformers gives NLLB no languages where there is no list of them.
  compare(Tokenizer::from_folder(folder(name)), expected["source"], name != "nllb", name == "marian_separate");
  if (expected.contains("target")) compare(Tokenizer::from_folder(folder(name), TextSide::target), expected["target"]);
  const auto json = folder(name + ".tokenizer.json");
  if (std::filesystem::exists(json)) compare(Tokenizer::from_json_file(json), expected["source"]);
}

}  // namespace

TEST_CASE("folders without tokenizer.json give what transformers gives: t5") { compare_folder("t5"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: pegasus") { compare_folder("pegasus"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: mbart") { compare_folder("mbart"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: mbart50") { compare_folder("mbart50"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: nllb") { compare_folder("nllb"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: m2m100") { compare_folder("m2m100"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: marian") { compare_folder("marian"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: marian_separate") { compare_folder("marian_separate"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: bart") { compare_folder("bart"); }
TEST_CASE("folders without tokenizer.json give what transformers gives: bert") { compare_folder("bert"); }

TEST_CASE("folders without tokenizer.json give what transformers gives: more classes") {
  const Json cases = Json::parse(read_file(folder("more.expected.json")));
  for (const Json& test : cases) {
    CAPTURE(test["files"].dump());
    const TemporaryFolder made;
    for (const auto& [name, from] : test["copies"].items())
      std::filesystem::copy(tokenizer_fixtures() / from.get<std::string>(), made.path() / name);
    for (const auto& [name, content] : test["files"].items()) made.write(name, content.dump());
    const Tokenizer tokenizer = Tokenizer::from_folder(made.path());
    for (const Json& row : test["rows"]) {
      CAPTURE(row["text"].get<std::string>());
      CHECK(Json(tokenizer.encode(row["text"].get<std::string>(), {.parse_special = true})).dump() == row["ids"].dump());
      if (row.contains("decoded")) CHECK(tokenizer.decode(row["ids"].get<std::vector<TokenId>>()) == row["decoded"].get<std::string>());
    }
  }
}

TEST_CASE("a folder with a SentencePiece Llama is SentencePiece's text between the tokens that are asked for") {
  const auto spm = tokenizer_fixtures() / "sentencepiece/bpe_bytes.model";
  const Tokenizer alone = Tokenizer::from_sentencepiece_file(spm);
  const auto made = [&](const Json& config) {
    const TemporaryFolder written;
    std::filesystem::copy(spm, written.path() / "tokenizer.model");
    written.write("tokenizer_config.json", config.dump());
    return Tokenizer::from_folder(written.path());
  };
  const std::string text = " hello  world, Où ?";
  const auto ids = alone.encode(text);
  const auto with = [&](std::vector<TokenId> before, const std::vector<TokenId>& after) {
    before.insert(before.end(), ids.begin(), ids.end());
    before.insert(before.end(), after.begin(), after.end());
    return before;
  };
  CHECK(made({{"tokenizer_class", "LlamaTokenizer"}}).encode(text) == with({1}, {}));
  CHECK(made({{"tokenizer_class", "LlamaTokenizer"}, {"add_bos_token", false}, {"add_eos_token", true}}).encode(text) == with({}, {2}));
  const Tokenizer added = made({{"tokenizer_class", "GemmaTokenizer"}, {"pad_token", "<pad>"}, {"extra_special_tokens", {"<x>"}}});
  CHECK(added.encode("<x>", {.add_special_tokens = false, .parse_special = true}).at(0) == alone.vocab_size() + 1);
  CHECK(added.pad() == alone.vocab_size());
  CHECK(added.decode(added.encode(text)) == alone.decode(ids));
}

TEST_CASE("T5's sentinels are tokens when special tokens are parsed") {
  const Tokenizer t5 = Tokenizer::from_folder(folder("t5"));
  CHECK(t5.vocab_size() == t5.id("<extra_id_0>").value() + 1);
  CHECK(t5.id("<extra_id_99>").value() == t5.vocab_size() - 100);
  const auto ids = t5.encode("a <extra_id_0> b", {.parse_special = true});
  CHECK(std::count(ids.begin(), ids.end(), t5.id("<extra_id_0>").value()) == 1);
  const auto plain = t5.encode("a <extra_id_0> b");
  CHECK(std::count(plain.begin(), plain.end(), t5.id("<extra_id_0>").value()) == 0);
  CHECK(ids.back() == t5.eos().value());
}

TEST_CASE("a language stands where its family wants it") {
  const auto ends = [](const Tokenizer& tokenizer, std::string_view language) {
    const auto ids = tokenizer.encode("a", {.language = language});
    return std::pair{ids.front(), ids.back()};
  };
  const Tokenizer mbart = Tokenizer::from_folder(folder("mbart"));
  CHECK(ends(mbart, "").second == mbart.id("en_XX").value());
  CHECK(ends(mbart, "ro_RO").second == mbart.language_token("ro_RO"));
  struct Case {
    const char *name, *language, *token;
  };
  for (const Case& c : {Case{"mbart50", "sl_SI", "sl_SI"}, Case{"nllb", "fra_Latn", "fra_Latn"}, Case{"m2m100", "de", "__de__"},
                        Case{"marian", "deu", ">>deu<<"}}) {
    CAPTURE(std::string(c.name));
    const Tokenizer tokenizer = Tokenizer::from_folder(folder(c.name));
    CHECK(ends(tokenizer, c.language).first == tokenizer.id(c.token).value());
    CHECK(ends(tokenizer, c.language).second == tokenizer.eos().value());
    CHECK(tokenizer.language_token(c.language) == tokenizer.id(c.token).value());
    CHECK(tokenizer.languages().ids().contains(c.language));
  }
  CHECK(Tokenizer::from_folder(folder("nllb")).languages().ids().size() == 202);
  CHECK(error_of<InputError>([&] { (void)mbart.encode("a", {.language = "xx_XX"}); }).found == "xx_XX");
  CHECK(error_of<InputError>([] { (void)Tokenizer::from_folder(folder("t5")).language_token("en"); }).key == "language");
}

TEST_CASE("a multilingual Marian takes its target language from the text") {
  const Tokenizer marian = Tokenizer::from_folder(folder("marian"));
  CHECK(marian.encode(">>fra<< a") == marian.encode("a", {.language = "fra"}));
  CHECK(marian.encode(">>xx<<a").front() == marian.unk().value());
}

TEST_CASE("translation tokenizers share what they can") {
  const auto marian = TranslationTokenizers::from_folder(folder("marian_separate"));
  CHECK(marian.source.vocab_size() != marian.target.vocab_size());
  const auto t5 = TranslationTokenizers::from_folder(folder("t5"));
  CHECK(&t5.source.pipeline() == &t5.target.pipeline());
}

TEST_CASE("folders that cannot be read are refused") {
  const auto empty = std::filesystem::temp_directory_path() / "ganymede_no_tokenizer";
  std::filesystem::create_directories(empty);
  CHECK(error_of<TokenizerError>([&] { (void)Tokenizer::from_folder(empty); }).key == "tokenizer_class");
  std::ofstream(empty / "tokenizer_config.json") << R"({"tokenizer_class":"T5TokenizerFast"})";
  CHECK_THROWS_AS((void)Tokenizer::from_folder(empty), FileError);
  std::ofstream(empty / "spiece.model") << "no model";
  CHECK_THROWS_AS((void)Tokenizer::from_folder(empty), FormatError);
  std::filesystem::remove_all(empty);
}
