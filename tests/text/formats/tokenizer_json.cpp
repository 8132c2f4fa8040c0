#include <doctest/doctest.h>
#include <ganymede/text/formats/tokenizer_json.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/tokenizer.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/word_level.hpp>
#include <ganymede/text/word_piece.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"

#include <fstream>
#include <iterator>

using namespace ganymede;

namespace {

std::string outcome(const std::string& name) {
  std::ifstream file(std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ErrorDetails refused_json(const std::string& json) {
  return error_of<TokenizerError>([&] { (void)read_tokenizer_json(json, "tokenizer.json"); });
}

std::string with_model(const std::string& model, const std::string& rest = "") {
  return R"({"model":{)" + model + "}" + (rest.empty() ? "" : "," + rest) + "}";
}
const char* const bpe_model = R"("type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[["a","b"]])";

}  // namespace

TEST_CASE("unsupported stages and settings are refused with their key") {
  CHECK(refused_json(with_model(R"("type":"Magic","vocab":{"a":0})")).found == "Magic");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":{"a":0})")).key == "model.vocab");
  CHECK(refused_json(with_model(R"("type":"Unigram","unk_id":1,"vocab":[["a",0.0]])")).key == "model.unk_id");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":[["a",0.0],["b"]])")).key == "model.vocab[1]");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":[["a",0.0],[]])")).key == "model.vocab[1]");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":[["a",0.0,"b",1]])")).key == "model.vocab[0]");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":[["a",{}]])")).key == "model.vocab[0]");
  CHECK(refused_json(with_model(R"("type":"Unigram","vocab":["a"])")).key == "model.vocab[0]");
  CHECK(refused_json(with_model(R"("type":"WordPiece","vocab":{"a":0},"max_input_chars_per_word":-1)")).key ==
        "model.max_input_chars_per_word");
  CHECK(refused_json(with_model(R"("vocab":{"a":0})")).key == "model.type");
  CHECK(refused_json(with_model(R"("type":"BPE","vocab":{"a":0})")).key == "model.merges");
  CHECK(refused_json(with_model(R"("type":"BPE","vocab":[["a",0]],"merges":[])")).key == "model.vocab");
  CHECK(refused_json(with_model(bpe_model + std::string(R"(,"dropout":0.1)"))).key == "model.dropout");
  CHECK(refused_json(with_model(bpe_model + std::string(R"(,"byte_fallback":1)"))).key == "model.byte_fallback");
  CHECK(refused_json(with_model(bpe_model, R"("version":"2.0")")).key == "version");
  CHECK(refused_json(with_model(bpe_model, R"("normalizer":{"type":"Magic"})")).key == "normalizer.type");
  CHECK(
      refused_json(with_model(bpe_model, R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Magic"}]})"))
          .key == "pre_tokenizer.pretokenizers[1].type");
  CHECK(refused_json(with_model(bpe_model, R"("decoder":{"type":"Magic"})")).key == "decoder.type");
  CHECK(refused_json(with_model(bpe_model, R"("post_processor":{"type":"Magic"})")).key == "post_processor.type");
  CHECK(refused_json("{}").key == "model");
  CHECK(refused_json(R"({"model":3})").key == "model");
}

TEST_CASE("merges of unknown pieces are refused") {
  const ErrorDetails left = refused_json(with_model(R"("type":"BPE","vocab":{"a":0,"b":1},"merges":[["c","b"]])"));
  CHECK(left.key == "model.merges[0]");
  CHECK(left.found == "c");
  CHECK(refused_json(with_model(R"("type":"BPE","vocab":{"a":0,"b":1},"merges":[["a","b"]])")).found == "ab");
  CHECK(refused_json(with_model(R"("type":"BPE","continuing_subword_prefix":"##","vocab":{"a":0,"b":1},"merges":[["a","b"]])")).key ==
        "model.merges[0]");
}

TEST_CASE("dropout of nothing, and null settings, are as if not there") {
  CHECK_NOTHROW(read_tokenizer_json(
      with_model(bpe_model + std::string(R"(,"dropout":null,"unk_token":null,"continuing_subword_prefix":null)")), "f"));
  CHECK_NOTHROW(read_tokenizer_json(with_model(bpe_model + std::string(R"(,"dropout":0.0)")), "f"));
}

TEST_CASE("added tokens have the ids that the package gives them") {
  const auto added = [](const std::string& list) { return with_model(bpe_model, R"("added_tokens":)" + list); };
  CHECK(read_tokenizer_json(added(R"([{"id":2,"content":"ab"},{"id":3,"content":"<s>"}])"), "f").vocab_size() == 4);
  const auto gap =
      read_tokenizer_json(added(R"([{"id":4,"content":"<s>"},{"id":9,"content":"<t>"}])"), "f");  // it counts on in spite of gaps
  CHECK(gap.added.find("<s>")->id == 3);
  CHECK(gap.added.find("<t>")->id == 4);
  CHECK(refused_json(added(R"([{"id":1,"content":"ab"}])")).key == "added_tokens[0].id");
  CHECK(refused_json(added(R"([{"content":"ab"}])")).key == "added_tokens[0].id");
  CHECK(refused_json(added(R"([{"id":3,"content":"<s>"},{"id":4,"content":"<s>"}])")).key == "added_tokens");
  CHECK(refused_json(added(R"([{"id":3}])")).key == "added_tokens[0]");
  CHECK(refused_json(added(R"([{"id":3,"content":""}])")).key == "added_tokens[0]");
  CHECK(refused_json(added(R"([{"id":3,"content":"<s>","special":"yes"}])")).key == "added_tokens[0].special");
  CHECK(refused_json(added(R"({})")).key == "added_tokens");
  CHECK(refused_json(added(R"([7])")).key == "added_tokens[0]");
  // A hole among the ids: the package counts on from the number of pieces, into a taken id.
  CHECK(
      refused_json(R"({"model":{"type":"WordLevel","unk_token":"a","vocab":{"a":0,"b":2}},"added_tokens":[{"id":2,"content":"c"}]})").key ==
      "added_tokens[0].id");
}

TEST_CASE("a model without a type is known by its keys") {
  const auto word = read_tokenizer_json(with_model(R"("vocab":{"a":0,"u":1},"unk_token":"u")"), "f");
  CHECK(word.model.is<WordLevel>());
  const auto piece = read_tokenizer_json(
      with_model(R"("vocab":{"a":0,"u":1},"unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":100)"), "f");
  CHECK(piece.model.is<WordPiece>());
  CHECK(refused_json(with_model(R"("vocab":{"a":0})")).key == "model.type");
}

TEST_CASE("a special token that is a character of the alphabet is not lost from plain text") {
  const std::string special = R"("added_tokens":[{"id":1,"content":"!","special":true},{"id":2,"content":"<s>","special":true}])";
  for (const char* const model :
       {R"("type":"BPE","vocab":{"a":0,"!":1,"<s>":2},"merges":[])", R"("type":"WordLevel","vocab":{"a":0,"!":1,"<s>":2},"unk_token":"a")",
        R"("type":"WordPiece","vocab":{"a":0,"!":1,"<s>":2},"unk_token":"a","continuing_subword_prefix":"","max_input_chars_per_word":9)",
        R"("type":"Unigram","vocab":[["a",-1],["!",-2],["<s>",0]],"unk_id":0)"}) {
    CAPTURE(std::string(model));
    const std::string split = R"("pre_tokenizer":{"type":"Split","pattern":{"Regex":"."},"behavior":"Isolated","invert":false},)";
    const std::string fuse = R"("decoder":{"type":"Fuse"},)";
    const Tokenizer tokenizer = Tokenizer::from_json(with_model(model, split + fuse + special), "f");
    const std::vector<TokenId> ids{0, 1, 1};
    CHECK(tokenizer.encode("a!!") == ids);
    CHECK(tokenizer.encode("a!!", {.parse_special = true}) == ids);
    CHECK(tokenizer.decode(ids) == "a!!");
    CHECK(tokenizer.is_special(1));
    const auto name = tokenizer.encode("<s>");  // names stay out of reach of plain text
    CHECK(std::find(name.begin(), name.end(), 2) == name.end());
    CHECK(tokenizer.decode(std::vector<TokenId>{0, 2}) == "a");
  }
}

TEST_CASE("mutated files give a tokenizer or an Error") {
  for (const char* name : {"llama3.json", "phi3.json", "word_level.json", "folders/t5.tokenizer.json", "folders/bert.tokenizer.json"}) {
    const std::string text = outcome(name);
    REQUIRE_FALSE(text.empty());
    for (std::uint64_t seed = 0; seed < mutation_count() / 5 + 1; ++seed) {
      CAPTURE(seed);
      try {
        const Tokenizer tokenizer = Tokenizer::from_json(mutate(text, seed), "mutated");
        const std::vector<TokenId> ids = tokenizer.encode("It's 12 \u00E9t\u00E9 <|end|> \xff!", {.parse_special = seed % 2 == 0});
        CHECK(is_valid_utf8(tokenizer.decode(ids)));
      } catch (const Error&) {}
    }
  }
}
