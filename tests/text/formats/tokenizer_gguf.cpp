#include <doctest/doctest.h>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/formats/tokenizer_gguf.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"
#include "support/mutate.hpp"
#include "support/tokenizer_fixture.hpp"

#include <iterator>
#include <sstream>

using namespace ganymede;

namespace {

using Ids = std::vector<TokenId>;

std::string outcome_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

GgufFile& strings(GgufFile& file, std::string_view key, const std::vector<std::string>& items) {
  std::string bytes;
  for (const std::string& item : items) bytes += GgufFile::text(item);
  return file.array(key, 8, items.size(), bytes);
}
template <class T>
GgufFile& numbers(GgufFile& file, std::string_view key, std::uint32_t type, const std::vector<T>& items) {
  std::string bytes;
  for (const T item : items) bytes += raw(item);
  return file.array(key, type, items.size(), bytes);
}

/// A small vocabulary of the "llama" kind: <unk>, <s>, </s>, the bytes, and some pieces.
GgufFile llama() {
  GgufFile file;
  file.string("tokenizer.ggml.model", "llama");
  std::vector<std::string> pieces{"<unk>", "<s>", "</s>"};
  std::vector<float> scores{0, 0, 0};
  std::vector<std::int32_t> types{2, 3, 3};
  for (int byte = 0; byte < 256; ++byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    pieces.push_back(std::string("<0x") + digits[static_cast<std::size_t>(byte / 16)] + digits[static_cast<std::size_t>(byte % 16)] + ">");
    scores.push_back(0);
    types.push_back(6);
  }
  for (const char* piece : {"\u2581", "a", "b", "\u2581a", "ab", "\u2581ab", "<s", "<", "s", ">"}) {
    pieces.emplace_back(piece);
    scores.push_back(-static_cast<float>(pieces.size()));
    types.push_back(1);
  }
  pieces.emplace_back("[user]");
  scores.push_back(0);
  types.push_back(4);
  strings(file, "tokenizer.ggml.tokens", pieces);
  numbers(file, "tokenizer.ggml.scores", 6, scores);
  return numbers(file, "tokenizer.ggml.token_type", 5, types);
}

/// The same without types and, where asked for, without scores.
GgufFile bare_llama(bool scores) {
  GgufFile file;
  file.string("tokenizer.ggml.model", "llama");
  strings(file, "tokenizer.ggml.tokens", {"<unk>", "<s>", "</s>", "<0x41>", "\u2581", "a", "b", "\u2581a", "ab", "[user]"});
  if (scores) numbers<float>(file, "tokenizer.ggml.scores", 6, {0, 0, 0, 0, -1, -2, -3, -5, -4, -6});
  return file;
}

GgufFile gpt2() {
  GgufFile file;
  file.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", "gpt-2");
  strings(file, "tokenizer.ggml.tokens", {"a", "b", "\u0120", "ab", "\u0120ab", "<|end|>"});
  strings(file, "tokenizer.ggml.merges", {"a b", "\u0120 ab"});
  return numbers<std::int32_t>(file, "tokenizer.ggml.token_type", 5, {1, 1, 1, 1, 1, 3});
}

/// Keeps the bytes that a Gguf refers to.
struct Opened {
  explicit Opened(std::string content) : bytes(std::move(content)), tokenizer(Tokenizer::from_gguf(Gguf(as_bytes(bytes), "test.gguf"))) {}
  std::string bytes;
  Tokenizer tokenizer;
};

ErrorDetails refused_gguf(const GgufFile& file) {
  return error_of<TokenizerError>([&] { Opened(file.bytes()); });
}

void compare_with_llama_cpp(const std::string& name) {
  const auto base = std::filesystem::path(GANYMEDE_SHARED_DATA) / "tokenizers" / ("ggml-vocab-" + name + ".gguf");
  if (!std::filesystem::exists(base)) {
    MESSAGE("skipped: no shared data (" << name << ")");
    return;
  }
  const MappedFile file{base};
  const Tokenizer tokenizer = Tokenizer::from_gguf(Gguf(file.bytes(), base.string()));
  const std::string inputs = outcome_of(base.string() + ".inp");
  std::istringstream outputs(outcome_of(base.string() + ".out"));
  const std::string separator = "\n__ggml_vocab_test__\n";
  std::size_t strings = 0;
  for (std::size_t at = 0, end = 0; (end = inputs.find(separator, at)) != std::string::npos; at = end + separator.size(), ++strings) {
    const std::string text = inputs.substr(at, end - at);
    CAPTURE(text);
    std::string line;
    std::getline(outputs, line);
    std::istringstream words(line);
    const Ids expected{std::istream_iterator<TokenId>(words), {}};
    const Ids ids = tokenizer.encode(text, {.add_special_tokens = false});
    CHECK(ids == expected);
    CHECK(tokenizer.decode(ids) == text);
    StreamingDetokenizer stream(tokenizer);
    std::string streamed;
    for (const TokenId id : ids) streamed += stream.push(id);
    CHECK(streamed + stream.finish() == text);
  }
  CHECK(strings == 46);
}

}  // namespace

TEST_CASE("every line that llama.cpp knows: llama-spm") { compare_with_llama_cpp("llama-spm"); }
TEST_CASE("every line that llama.cpp knows: gpt-2") { compare_with_llama_cpp("gpt-2"); }

TEST_CASE("llama: scores, bytes, spaces, special tokens") {
  const Opened opened(llama().bytes());
  const Tokenizer& t = opened.tokenizer;
  const auto id = [&](const char* piece) { return t.id(piece).value(); };
  CHECK(t.encode("ab ab") == Ids{1, id("\u2581ab"), id("\u2581ab")});
  CHECK(t.encode("c", {.add_special_tokens = false}) == Ids{id("\u2581"), id("<0x63>")});
  CHECK(t.encode("").size() == 1);
  CHECK(t.decode(t.encode("ab c")) == "ab c");
  CHECK(t.bos() == 1);
  CHECK(t.eos() == 2);
  CHECK(t.unk() == 0);
  CHECK(t.is_special(1));
  CHECK_FALSE(t.is_special(id("[user]")));
  // User-defined tokens are always found, control tokens only when asked; a space stands before the text after each.
  CHECK(t.encode("[user]a", {.add_special_tokens = false}) == Ids{id("[user]"), id("\u2581a")});
  CHECK(t.encode("<s>a", {.add_special_tokens = false, .parse_special = true}) == Ids{1, id("\u2581a")});
  // Merging does not forge them: "<s" and ">" are pieces.
  CHECK(t.encode("<s>", {.add_special_tokens = false}) == Ids{id("\u2581"), id("<s"), id(">")});
  CHECK(t.encode("<0x0A>", {.add_special_tokens = false}).size() > 2);
}

TEST_CASE("llama: what the flags change") {
  GgufFile file = llama();
  file.value("tokenizer.ggml.add_bos_token", 7, raw(std::uint8_t{0})).value("tokenizer.ggml.add_eos_token", 7, raw(std::uint8_t{1}));
  file.value("tokenizer.ggml.add_space_prefix", 7, raw(std::uint8_t{0}));
  const Opened opened(file.bytes());
  CHECK(opened.tokenizer.encode("ab") == Ids{opened.tokenizer.id("ab").value(), 2});
  CHECK(opened.tokenizer.decode(opened.tokenizer.encode(" ab")) == " ab");
}

TEST_CASE("gpt2: merges, named pre-tokeniser, special tokens") {
  GgufFile file = gpt2();
  file.u32("tokenizer.ggml.bos_token_id", 5).u32("tokenizer.ggml.eos_token_id", 5);
  const Opened opened(file.bytes());
  const Tokenizer& t = opened.tokenizer;
  CHECK(t.encode("ab ab") == Ids{3, 4});
  CHECK(t.encode("<|end|>ab", {.parse_special = true}) == Ids{5, 3});
  CHECK(t.decode(Ids{3, 4, 5}) == "ab ab");
  CHECK(t.decode(Ids{3, 4, 5}, false) == "ab ab<|end|>");
  CHECK(t.bos() == 5);
  CHECK_FALSE(t.unk().has_value());
}

TEST_CASE("without token types those tokens are special that a key names, as in llama.cpp") {
  GgufFile file;
  file.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", "gpt-2");
  strings(file, "tokenizer.ggml.tokens", {"<s>", "</s>", "a", "<", "/", "s", ">", "<|x|>"});
  strings(file, "tokenizer.ggml.merges", {});
  file.u32("tokenizer.ggml.bos_token_id", 0).u32("tokenizer.ggml.eos_token_id", 1).u32("tokenizer.ggml.fim_pre_token_id", 7);
  const Opened opened(file.bytes());
  const Tokenizer& t = opened.tokenizer;
  CHECK(t.encode("a</s>", {.parse_special = true}) == Ids{2, 1});
  CHECK(t.encode("a</s>") == Ids{2, 3, 4, 5, 6});
  CHECK(t.decode(Ids{2, 1, 7}) == "a");
  CHECK(t.decode(Ids{2, 1}, false) == "a</s>");
  CHECK(t.is_special(7));
  const Opened llama(bare_llama(true).bytes());  // whose ids are 1, 2 and 0 where no key says otherwise
  CHECK(llama.tokenizer.encode("ab</s>", {.parse_special = true}) == Ids{1, 4, 8, 2});
  CHECK(llama.tokenizer.encode("A", {.add_special_tokens = false}) == Ids{4, 3});
  CHECK(llama.tokenizer.decode(Ids{4, 3, 2}) == "A");
  CHECK(llama.tokenizer.is_special(0));
}

TEST_CASE("without scores all pieces are equal, and the leftmost pair joins first") {
  const Opened opened(bare_llama(false).bytes());
  CHECK(opened.tokenizer.encode("ab", {.add_special_tokens = false}) == Ids{7, 6});
}

TEST_CASE("a control token that is a character of the alphabet is not lost from plain text") {
  GgufFile file;
  file.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", "gpt-2");
  strings(file, "tokenizer.ggml.tokens", {"a", "!", "!!", "<s>"});
  strings(file, "tokenizer.ggml.merges", {"! !"});
  numbers<std::int32_t>(file, "tokenizer.ggml.token_type", 5, {1, 3, 1, 3});
  const Opened opened(file.bytes());
  CHECK(opened.tokenizer.encode("a!") == Ids{0, 1});
  CHECK(opened.tokenizer.encode("a!!") == Ids{0, 2});
  CHECK(opened.tokenizer.decode(Ids{0, 1, 3}) == "a!");
}

TEST_CASE("WordPiece: a space's sign begins a word; capitals say that the vocabulary is cased") {
  const auto file = [](const char* last) {
    GgufFile made;
    made.string("tokenizer.ggml.model", "bert");
    strings(made, "tokenizer.ggml.tokens", {"[UNK]", "[CLS]", "[SEP]", "\u2581a", "b", last, "[PAD]", "[MASK]"});
    numbers<std::int32_t>(made, "tokenizer.ggml.token_type", 5, {3, 3, 3, 1, 1, 1, 3, 3});
    return made;
  };
  const GgufFile uncased = file("\u2581c"), cased = file("\u2581C");
  CHECK(Opened(uncased.bytes()).tokenizer.encode("AB \u00e1b C") == Ids{1, 3, 4, 3, 4, 5, 2});
  CHECK(Opened(cased.bytes()).tokenizer.encode("AB ab C") == Ids{1, 0, 3, 4, 5, 2});
}

TEST_CASE("what cannot be right is refused with its key") {
  for (const char* model : {"none", "rwkv", "plamo2"}) {
    GgufFile file;
    file.string("tokenizer.ggml.model", model);
    CHECK(refused_gguf(file).key == "tokenizer.ggml.model");
    CHECK(refused_gguf(file).found == model);
  }
  GgufFile id = gpt2();
  CHECK(refused_gguf(id.u32("tokenizer.ggml.bos_token_id", 6)).key == "tokenizer.ggml.bos_token_id");
  GgufFile merge;
  merge.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", "gpt-2");
  strings(merge, "tokenizer.ggml.tokens", {"a", "b"});
  strings(merge, "tokenizer.ggml.merges", {"a b"});
  CHECK(refused_gguf(merge).key == "tokenizer.ggml.merges[0]");
  GgufFile types;
  types.string("tokenizer.ggml.model", "gpt2");
  strings(types, "tokenizer.ggml.tokens", {"a", "b"});
  strings(types, "tokenizer.ggml.merges", {});
  numbers<std::int32_t>(types, "tokenizer.ggml.token_type", 5, {1});
  CHECK(refused_gguf(types).key == "tokenizer.ggml.token_type");
  GgufFile twice;
  twice.string("tokenizer.ggml.model", "gpt2");
  strings(twice, "tokenizer.ggml.tokens", {"a", "a"});
  CHECK(refused_gguf(twice).key == "tokenizer.ggml.tokens");
}

TEST_CASE("mutated files give a tokenizer or an Error") {
  for (const std::string& bytes : {llama().bytes(), gpt2().bytes()})
    for (std::uint64_t seed = 0; seed < mutation_count() / 2 + 1; ++seed) {
      CAPTURE(seed);
      try {
        const Opened opened(mutate(bytes, seed));
        const Ids ids = opened.tokenizer.encode("It's <s> [user] ab\u00E9 ab", {.parse_special = seed % 2 == 0});
        CHECK(is_valid_utf8(opened.tokenizer.decode(ids)));
      } catch (const Error&) {}
    }
}

TEST_CASE("a unigram model is the SentencePiece model it was made of") {
  const auto path = tokenizer_fixtures() / "sentencepiece/unigram.model";
  const MappedFile mapped{path};
  const SentencePieceModel model = read_sentencepiece(mapped.bytes(), "unigram.model");
  std::vector<std::string> pieces;
  std::vector<float> scores;
  std::vector<std::int32_t> types;
  for (const auto& [piece, score, type] : model.pieces) {
    pieces.push_back(piece);
    scores.push_back(score);
    types.push_back(static_cast<std::int32_t>(type));
  }
  pieces.emplace_back("[PAD320]");
  scores.push_back(0);
  types.push_back(5);
  GgufFile file;
  file.string("tokenizer.ggml.model", "t5");
  strings(file, "tokenizer.ggml.tokens", pieces);
  numbers(file, "tokenizer.ggml.scores", 6, scores);
  numbers(file, "tokenizer.ggml.token_type", 5, types);
  file.array("tokenizer.ggml.precompiled_charsmap", 0, model.precompiled_charsmap.size(), model.precompiled_charsmap);
  file.u32("tokenizer.ggml.eos_token_id", 2);
  const std::string bytes = file.bytes();
  const Tokenizer gguf = Tokenizer::from_gguf(Gguf(std::as_bytes(std::span(bytes)), "t5.gguf"));
  const Tokenizer direct = Tokenizer::from_sentencepiece_file(path);
  const Json strings = Json::parse(read_file(tokenizer_fixtures() / "strings.json"));
  for (const Json& item : strings) {
    const auto text = item.get<std::string>();
    CAPTURE(text);
    const auto ids = gguf.encode(text, {.add_special_tokens = false});
    CHECK(ids == direct.encode(text));
    CHECK(gguf.decode(ids) == direct.decode(ids));
  }
  CHECK(gguf.encode("a").back() == 2);
  CHECK(gguf.id("<extra_id_99>").value() == gguf.vocab_size() - 1);
}

TEST_CASE("tokenizer_gguf: of a folder that holds one GGUF file and nothing else of a model") {
  const TemporaryFolder folder;
  folder.write("model.gguf", gpt2().string("general.architecture", "gpt2").bytes());
  const Tokenizer tokenizer = Tokenizer::from_folder(folder.path());
  CHECK(tokenizer.encode("ab ab", {.add_special_tokens = false}) == Ids{3, 4});
  folder.write("tokenizer.json", "{}");  // which is read then
  CHECK_THROWS_AS(Tokenizer::from_folder(folder.path()), Error);
}
