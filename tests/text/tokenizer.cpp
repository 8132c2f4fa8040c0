#include <doctest/doctest.h>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/detokenizer.hpp>

#include "support/tokenizer_fixture.hpp"

#include <type_traits>

using namespace ganymede;

namespace {

void compare_family(const std::string& family) {
  CAPTURE(family);
  const Tokenizer tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / (family + ".json"));
  const Json strings = Json::parse(read_file(tokenizer_fixtures() / "strings.json"));
  const Json expected = Json::parse(read_file(tokenizer_fixtures() / (family + ".expected.json")));
  TokenDigest digest;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const std::string string = strings[i].get<std::string>();
    CAPTURE(string);
    const std::vector<TokenId> ids = tokenizer.encode(string, {.parse_special = true});
    const std::string text = tokenizer.decode(ids);
    if (i < expected["ids"].size()) {
      CHECK(ids == expected["ids"][i].get<std::vector<TokenId>>());
      CHECK(text == expected["texts"][i].get<std::string>());
    }
    CHECK(text == streamed(tokenizer, ids, true));
    digest.add(ids);
    digest.add(text);
    digest.add(tokenizer.decode(ids, false));
    digest.add(tokenizer.encode(string, {.add_special_tokens = false}));
    if (i % 20 != 19 && i + 1 != strings.size()) continue;
    CAPTURE(i);
    CHECK(digest.text() == expected["blocks"][i / 20].get<std::string>());
    digest = {};
  }
  for (std::size_t row = 0; row < expected["random"].size(); ++row) {
    CAPTURE(row);
    const std::vector<TokenId> ids = random_ids(tokenizer, row);
    TokenDigest chance;
    chance.add(tokenizer.decode(ids));
    CHECK(chance.text() == expected["random"][row].get<std::string>());
    CHECK(tokenizer.decode(ids) == streamed(tokenizer, ids, true));
    CHECK(tokenizer.decode(ids, false) == streamed(tokenizer, ids, false));
  }
}

}  // namespace

static_assert(std::is_nothrow_move_constructible_v<Tokenizer> && std::is_copy_constructible_v<Tokenizer>);

TEST_CASE("gives what the tokenizers package gives: gpt2") { compare_family("gpt2"); }
TEST_CASE("gives what the tokenizers package gives: llama2_legacy") { compare_family("llama2_legacy"); }
TEST_CASE("gives what the tokenizers package gives: llama1_normalized") { compare_family("llama1_normalized"); }
TEST_CASE("gives what the tokenizers package gives: llama2") { compare_family("llama2"); }
TEST_CASE("gives what the tokenizers package gives: llama3") { compare_family("llama3"); }
TEST_CASE("gives what the tokenizers package gives: smollm2") { compare_family("smollm2"); }
TEST_CASE("gives what the tokenizers package gives: mistral") { compare_family("mistral"); }
TEST_CASE("gives what the tokenizers package gives: tekken") { compare_family("tekken"); }
TEST_CASE("gives what the tokenizers package gives: qwen2") { compare_family("qwen2"); }
TEST_CASE("gives what the tokenizers package gives: gemma") { compare_family("gemma"); }
TEST_CASE("gives what the tokenizers package gives: phi3") { compare_family("phi3"); }
TEST_CASE("gives what the tokenizers package gives: falcon") { compare_family("falcon"); }
TEST_CASE("gives what the tokenizers package gives: neox") { compare_family("neox"); }
TEST_CASE("gives what the tokenizers package gives: starcoder2") { compare_family("starcoder2"); }
TEST_CASE("gives what the tokenizers package gives: word_level") { compare_family("word_level"); }
TEST_CASE("gives what the tokenizers package gives: affixes") { compare_family("affixes"); }
TEST_CASE("gives what the tokenizers package gives: prefixes") { compare_family("prefixes"); }

TEST_CASE("text cannot forge special tokens unless asked to") {
  const Tokenizer tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / "qwen2.json");
  const TokenId end = tokenizer.id("<|im_end|>").value();
  CHECK(tokenizer.is_special(end));
  const auto count = [&](std::span<const TokenId> ids) { return std::count(ids.begin(), ids.end(), end); };
  CHECK(count(tokenizer.encode("a<|im_end|>b")) == 0);
  CHECK(count(tokenizer.encode("a<|im_end|>b", {.parse_special = true})) == 1);
  CHECK(tokenizer.decode(tokenizer.encode("a<|im_end|>b")) == "a<|im_end|>b");

  // Neither can a model that has the special token among its words.
  const Tokenizer words = Tokenizer::from_json_file(tokenizer_fixtures() / "word_level.json");
  const std::string json = R"({"added_tokens":[{"id":1,"content":"<s>","special":true}],"model":{"type":"WordLevel","unk_token":"?",
    "vocab":{"?":0,"<s>":1,"a":2}},"pre_tokenizer":{"type":"WhitespaceSplit"}})";
  const Tokenizer level = Tokenizer::from_json(json, "test");
  CHECK(level.encode("a <s>") == std::vector<TokenId>{2, 0});
  CHECK(level.encode("a <s>", {.parse_special = true}) == std::vector<TokenId>{2, 1});
}

TEST_CASE("spellings, bytes and ids") {
  const Tokenizer tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / "llama2.json");
  const TokenId newline = tokenizer.id("<0x0A>").value();
  CHECK(tokenizer.piece(newline) == "<0x0A>");
  CHECK(tokenizer.token_bytes(newline) == "\n");
  CHECK(tokenizer.token_bytes(tokenizer.id("\u2581is").value()) == " is");
  CHECK(tokenizer.token_bytes(tokenizer.id("<s>").value()) == "<s>");
  CHECK(tokenizer.unk() == tokenizer.id("<unk>"));
  CHECK_FALSE(tokenizer.bos().has_value());
  CHECK_FALSE(tokenizer.id("no such piece").has_value());
  const TokenId size = tokenizer.vocab_size();
  CHECK(tokenizer.contains(size - 1));
  CHECK_THROWS_AS(tokenizer.piece(size), InputError);
  CHECK_THROWS_AS(tokenizer.token_bytes(-1), InputError);
  CHECK_THROWS_AS(tokenizer.decode(std::vector<TokenId>{1, size}), InputError);
  CHECK_THROWS_AS(tokenizer.is_special(size), InputError);

  const Tokenizer byte_level = Tokenizer::from_json_file(tokenizer_fixtures() / "gpt2.json");
  const TokenId space = byte_level.id("\u0120").value();
  CHECK(byte_level.token_bytes(space) == " ");
  CHECK(byte_level.token_bytes(byte_level.id("\u00E2").value()) == "\xE2");
}

TEST_CASE("bytes that are not UTF-8 count as replacement characters") {
  const Tokenizer tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / "gpt2.json");
  CHECK(tokenizer.encode("a\xff\xe2\x82z") == tokenizer.encode("a\uFFFD\uFFFDz"));
}

TEST_CASE("a folder's tokenizer_config.json names the special tokens") {
  const auto folder = std::filesystem::temp_directory_path() / "ganymede_test_tokenizer";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json") << R"({"model_type":"llama"})";
  std::ofstream(folder / "model.safetensors", std::ios::binary) << std::string("\2\0\0\0\0\0\0\0{}", 10);
  const auto open = [&] { return Tokenizer::from_checkpoint(Checkpoint(folder)); };
  std::filesystem::remove(folder / "tokenizer.json");
  CHECK_THROWS_AS(open(), TokenizerError);
  std::filesystem::copy_file(tokenizer_fixtures() / "llama2.json", folder / "tokenizer.json");
  std::ofstream(folder / "tokenizer_config.json")
      << R"({"bos_token":"<s>","eos_token":{"content":"</s>"},"pad_token":null,"unk_token":"<unk>"})";
  const Tokenizer tokenizer = open();
  CHECK(tokenizer.bos() == tokenizer.id("<s>"));
  CHECK(tokenizer.eos() == tokenizer.id("</s>"));
  CHECK_FALSE(tokenizer.pad().has_value());
  std::filesystem::remove_all(folder);
}
