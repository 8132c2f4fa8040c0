// A tokenizer.json becomes GGUF metadata; the tokenizer that is read from there must give the same ids.
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/gguf_vocabulary.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {

std::string fixture(const std::string& name) {
  const MappedFile file{std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers" / (name + ".json")};
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// A Hugging Face folder around a tokenizer.json.
class Folder {
 public:
  explicit Folder(const std::string& tokenizer_json, const std::string& tokenizer_config = "{}") {
    folder_.write("config.json", R"({"model_type": "llama", "bos_token_id": 1, "eos_token_id": [2, 0]})");
    folder_.write("model.safetensors", safetensors_file("{}", ""));
    folder_.write("tokenizer.json", tokenizer_json);
    folder_.write("tokenizer_config.json", tokenizer_config);
  }
  Checkpoint checkpoint() const { return Checkpoint(folder_.path()); }
  const TemporaryFolder& files() const { return folder_; }
  /// The folder's tokenizer as a GGUF file.
  Checkpoint as_gguf(Index vocab_size) const {
    GgufWriter writer;
    writer.add("general.architecture", "llama");
    add_gguf_tokenizer(checkpoint(), vocab_size, writer);
    writer.write(folder_.path() / "out.gguf", [](std::size_t, const GgufWriter::Sink&) {});
    return Checkpoint(folder_.path() / "out.gguf");
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("the tokenizer in the GGUF file gives the ids of tokenizer.json") {
  const Json texts = read_json(std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers" / "strings.json");
  for (const std::string name : {"gpt2", "smollm2", "llama3", "starcoder2", "llama2_legacy"}) {
    CAPTURE(name);
    const Folder folder(fixture(name),
                        name == "llama3" ? R"({"bos_token": "<|begin_of_text|>"})" : R"({"bos_token": "<s>", "eos_token": "</s>"})");
    const Tokenizer before = Tokenizer::from_checkpoint(folder.checkpoint());
    const Index vocab_size = before.vocab_size() + 5;
    const Tokenizer after = Tokenizer::from_checkpoint(folder.as_gguf(vocab_size));
    CHECK(after.vocab_size() == vocab_size);
    std::size_t compared = 0;
    for (const Json& text : texts)
      for (const bool parse_special : {false, true}) {
        const auto& t = text.get_ref<const std::string&>();
        CAPTURE(t);
        const EncodeOptions options{.parse_special = parse_special};
        const auto ids = before.encode(t, options);
        CHECK(after.encode(t, options) == ids);
        CHECK(after.decode(ids) == before.decode(ids));
        compared += ids.size();
      }
    CHECK(compared > 500);
    for (TokenId id = 0; id < before.vocab_size(); ++id) {
      if (!before.contains(id)) continue;
      CHECK(after.piece(id) == before.piece(id));
      CHECK(after.is_special(id) == before.is_special(id));
    }
  }
}

TEST_CASE("special ids and the chat template come along") {
  const Folder folder(fixture("smollm2"),
                      R"({"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"}, "pad_token": "<|im_end|>",
    "chat_template": [{"name": "tools", "template": "T"}, {"name": "default", "template": "{{ D }}"}]})");
  const Checkpoint gguf = folder.as_gguf(1000);
  const Tokenizer before = Tokenizer::from_checkpoint(folder.checkpoint()), after = Tokenizer::from_checkpoint(gguf);
  CHECK(after.bos() == before.bos());
  CHECK(after.eos() == before.eos());
  CHECK(after.pad() == before.pad());
  CHECK(gguf.gguf().get<std::string>("tokenizer.ggml.pre") == "smollm");
  CHECK(gguf.gguf().get<std::string>("tokenizer.chat_template") == "{{ D }}");
  CHECK(gguf.generation().list<TokenId>("eos_token_id") == std::vector<TokenId>{*before.eos(), 2, 0});  // each of them ends a text

  folder.files().write("chat_template.jinja", "{{ J }}");
  CHECK(folder.as_gguf(1000).gguf().get<std::string>("tokenizer.chat_template") == "{{ J }}");
}

TEST_CASE("a tokenizer that GGUF has no form for is refused with its key") {
  const std::pair<std::string, std::string> refused[] = {{"llama2", "normalizer"}, {"mistral", "normalizer"},
                                                         {"word_level", "model"},  {"affixes", "model.end_of_word_suffix"},
                                                         {"phi3", "added_tokens"}, {"llama1_normalized", "added_tokens"}};
  for (const auto& tokenizer : refused) {
    CAPTURE(tokenizer.first);
    CHECK(error_of<TokenizerError>([&] { Folder(fixture(tokenizer.first)).as_gguf(100'000); }).key == tokenizer.second);
  }
  CHECK(contains(error_of<TokenizerError>([] { Folder(fixture("gpt2")).as_gguf(10); }).problem, "more tokens"));
  error_of<ConfigError>([] { Folder(fixture("gpt2"), R"({"chat_template": 7})").as_gguf(100'000); });

  const TemporaryFolder bare;  // no tokenizer, no keys
  bare.write("config.json", "{}");
  bare.write("model.safetensors", safetensors_file("{}", ""));
  GgufWriter writer;
  add_gguf_tokenizer(Checkpoint(bare.path()), 10, writer);
  CHECK_FALSE(writer.has("tokenizer.ggml.model"));
}
