#include <ganymede/io/checkpoint.hpp>
#include <ganymede/text/formats/checkpoint_tokenizer.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {

const std::filesystem::path models = GANYMEDE_TEST_DATA "/models";

/// The files of a model that none of its tokenizers' are among.
struct Bare : TemporaryFolder {
  Bare() {
    for (const char* const name : {"config.json", "model.safetensors"}) copy_file(models / "llama_gqa" / name, path() / name);
  }
  CheckpointTokenizer find() const { return CheckpointTokenizer::find(Checkpoint(path())); }
};

}  // namespace

TEST_CASE("a folder's tokenizer.json") {
  const Bare bare;
  copy_file(std::filesystem::path(GANYMEDE_TEST_DATA "/tokenizers/llama2.json"), bare.path() / "tokenizer.json");
  const CheckpointTokenizer found = bare.find();
  REQUIRE(found.tokenizer);
  CHECK(found.problem.empty());
  CHECK(found.tokenizer->encode("Hello") == Tokenizer::from_folder(bare.path()).encode("Hello"));
}

TEST_CASE("a GGUF file's own tokenizer, and a file without one") {
  CHECK_FALSE(CheckpointTokenizer::find(Checkpoint(models / "llama_gguf" / "model.gguf")).tokenizer);
  const Checkpoint file(GANYMEDE_EXAMPLES_DIR "/models/stories.gguf");
  const CheckpointTokenizer found = CheckpointTokenizer::find(file);
  REQUIRE(found.tokenizer);
  CHECK(found.tokenizer->encode("Hello") == Tokenizer::from_gguf(file.gguf()).encode("Hello"));
}

TEST_CASE("a folder without a tokenizer's files has none, and one whose files make none says why") {
  const Bare bare;
  CHECK_FALSE(bare.find().tokenizer);
  CHECK(bare.find().problem.empty());
  bare.write("vocab.json", "{}");
  bare.write("tokenizer_config.json", R"({"tokenizer_class": "NobodysTokenizer"})");
  CHECK_FALSE(bare.find().tokenizer);
  CHECK(contains(bare.find().problem, "NobodysTokenizer"));
}

TEST_CASE("a tokenizer.json that is wrong is an error, and so is one that cannot be looked at") {
  const Bare bare;
  bare.write("tokenizer.json", "{");
  CHECK(contains(error_of<FormatError>([&] { bare.find(); }).file, "tokenizer.json"));
}
