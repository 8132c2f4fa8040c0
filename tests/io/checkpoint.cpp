#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include <ganymede/core/quantized_blocks.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
const std::string one_tensor = safetensors_file(R"({"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})", raw(1.0f) + raw(2.0f));

std::string one_gguf() {
  GgufFile file;
  file.string("general.architecture", "llama").u32("llama.block_count", 5).u32("tokenizer.ggml.eos_token_id", 2);
  file.tensor("w", {2, 1}, 0, raw(1.0f) + raw(2.0f));
  return file.bytes();
}
}  // namespace

TEST_CASE("checkpoint: a Hugging Face folder") {
  const TemporaryFolder folder;
  folder.write("config.json", R"({"model_type": "gpt2", "n_layer": 2, "eos_token_id": 7, "num_beams": 4})");
  folder.write("model.safetensors", one_tensor);
  folder.write("tokenizer_config.json", R"({"model_max_length": 64})");
  const Checkpoint checkpoint{folder.path()};
  CHECK_FALSE(checkpoint.is_gguf());
  CHECK(checkpoint.folder() == folder.path());
  CHECK(checkpoint.name() == folder.path().string());
  CHECK(checkpoint.architecture() == "gpt2");
  CHECK(checkpoint.settings().get<int>("n_layer") == 2);
  CHECK(checkpoint.settings().file() == (folder.path() / "config.json").string());
  CHECK(checkpoint.tensors().size() == 1);
  REQUIRE(checkpoint.find("w") != nullptr);
  CHECK(checkpoint.find("w")->shape == std::vector<Index>{1, 2});
  CHECK(checkpoint.find("v") == nullptr);
  CHECK(checkpoint.file("tokenizer_config.json")->get<int>("model_max_length") == 64);
  CHECK_FALSE(checkpoint.file("special_tokens_map.json"));
  error_of<InputError>([&] { static_cast<void>(checkpoint.gguf()); });
  for (const char* name : {"../config.json", "", "/etc/hostname"}) error_of<InputError>([&] { static_cast<void>(checkpoint.file(name)); });

  CHECK(checkpoint.generation().json() == Json::parse(R"({"eos_token_id": 7, "num_beams": 4})"));
  folder.write("generation_config.json", R"({"temperature": 0.5})");
  CHECK(checkpoint.generation().json() == Json::parse(R"({"temperature": 0.5, "eos_token_id": 7})"));
  CHECK(checkpoint.generation().file() == (folder.path() / "generation_config.json").string());
  folder.write("generation_config.json", "[]");
  error_of<ConfigError>([&] { static_cast<void>(checkpoint.generation()); });
}

TEST_CASE("checkpoint: a GGUF file, whatever its name, or bytes in memory") {
  const TemporaryFolder folder;
  const std::string bytes = one_gguf();
  const auto path = folder.write("model.bin", bytes);
  for (const Checkpoint& checkpoint : {Checkpoint{path}, Checkpoint{as_bytes(bytes), "embedded"}}) {
    CHECK(checkpoint.is_gguf());
    CHECK(checkpoint.architecture() == "llama");
    CHECK(checkpoint.settings().get<int>("block_count") == 5);
    CHECK(checkpoint.settings().get<int>("tokenizer.ggml.eos_token_id") == 2);
    CHECK(checkpoint.settings().get<std::string>("general.architecture") == "llama");
    CHECK(checkpoint.settings().file() == checkpoint.name());
    CHECK(checkpoint.generation().json() == Json::parse(R"({"eos_token_id": 2})"));
    CHECK(checkpoint.find("w")->shape == std::vector<Index>{1, 2});
    CHECK(load<float>(checkpoint.find("w")->bytes.data() + 4) == 2.0f);
    CHECK(checkpoint.gguf().tensors().size() == 1);
    CHECK_FALSE(checkpoint.file("tokenizer_config.json"));
    error_of<InputError>([&] { static_cast<void>(checkpoint.folder()); });
  }
}

TEST_CASE("checkpoint: a GGUF file with config.json's keys is a Hugging Face folder in one file") {
  const std::string bytes = GgufFile()
                                .string("general.architecture", "marian")
                                .string("marian.model_type", "marian")
                                .u32("marian.d_model", 2)
                                .u32("marian.num_beams", 4)
                                .u32("marian.decoder_start_token_id", 3)
                                .tensor("model.shared.weight", {2, 1}, 0, raw(1.0f) + raw(2.0f))
                                .bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "embedded"};
  CHECK_FALSE(checkpoint.is_gguf());
  CHECK(checkpoint.has_gguf());
  CHECK(checkpoint.architecture() == "marian");
  CHECK(checkpoint.settings().get<int>("d_model") == 2);
  CHECK(checkpoint.generation().json() == Json::parse(R"({"num_beams": 4, "decoder_start_token_id": 3})"));
  CHECK(checkpoint.find("model.shared.weight")->shape == std::vector<Index>{1, 2});
  CHECK(checkpoint.gguf().tensors().size() == 1);
  CHECK_FALSE(checkpoint.file("tokenizer_config.json"));
  error_of<InputError>([&] { static_cast<void>(checkpoint.folder()); });
}

TEST_CASE("checkpoint: moved and copied, it keeps its bytes") {
  const TemporaryFolder folder;
  const auto path = folder.write("m.gguf", one_gguf());
  auto first = std::make_unique<Checkpoint>(path);
  const StoredTensor* const tensor = first->find("w");
  const Checkpoint copy = *first;
  const Checkpoint moved = std::move(*first);
  first.reset();
  CHECK(moved.find("w") == tensor);
  CHECK(copy.find("w") == tensor);
  CHECK(load<float>(tensor->bytes.data()) == 1.0f);
  static_assert(std::is_nothrow_move_constructible_v<Checkpoint>);
}

TEST_CASE("checkpoint: what is no model says so") {
  const TemporaryFolder folder;
  CHECK(contains(error_of<FileError>([&] { Checkpoint{folder.path() / "missing"}; }).problem, "No such file"));
  CHECK(error_of<FileError>([&] { Checkpoint{folder.path()}; }).file == (folder.path() / "config.json").string());
  folder.write("config.json", "{}");
  error_of<FileError>([&] { Checkpoint{folder.path()}; });  // no weights
  folder.write("model.safetensors", one_tensor);
  CHECK(error_of<ConfigError>([&] { Checkpoint{folder.path()}.architecture(); }).key == "model_type");
  folder.write("config.json", "[]");
  error_of<ConfigError>([&] { Checkpoint{folder.path()}; });
  folder.write("config.json", "{");
  error_of<FormatError>([&] { Checkpoint{folder.path()}; });
  CHECK(contains(error_of<FormatError>([&] { Checkpoint{folder.path() / "model.safetensors"}; }).problem, "neither"));
  error_of<FormatError>([&] { Checkpoint{folder.write("empty.gguf", "")}; });
  error_of<FormatError>([] { Checkpoint(as_bytes("GGUF"), "bytes"); });
}

TEST_CASE("checkpoint: GGUF files without an architecture, or in parts") {
  const std::string bare = GgufFile().bytes(), parts = GgufFile().value("split.count", 2, raw(std::uint16_t{3})).bytes();
  CHECK(error_of<ConfigError>([&] { Checkpoint(as_bytes(bare), "m").architecture(); }).key == "general.architecture");
  CHECK(error_of<FormatError>([&] { Checkpoint(as_bytes(parts), "m"); }).key == "split.count");
}

TEST_CASE("checkpoint: a trained GGUF file") {
  const std::filesystem::path path = std::filesystem::path(GANYMEDE_SHARED_DATA) / "stories260K" / "stories260K.gguf";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no " << path.string());
    return;
  }
  const Checkpoint checkpoint{path};
  CHECK(checkpoint.architecture() == "llama");
  CHECK(checkpoint.settings().get<Index>("attention.head_count_kv") == 4);
  CHECK(checkpoint.generation().list<TokenId>("eos_token_id") == std::vector<TokenId>{2});
  CHECK_FALSE(checkpoint.generation().has("pad_token_id"));  // the file says 2^32 - 1
  const StoredTensor* const embedding = checkpoint.find("token_embd.weight");
  REQUIRE(embedding != nullptr);
  CHECK(embedding->shape == std::vector<Index>{512, 64});
  for (const StoredTensor& tensor : checkpoint.tensors()) {
    require_weight(tensor, checkpoint.name());
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    dequantize(tensor.dtype, tensor.bytes.data(), values.data(), tensor.elements());
    for (const float value : values) REQUIRE(std::isfinite(value));
  }
}

TEST_CASE("checkpoint: a trained safetensors model in a folder") {
  const std::filesystem::path source = std::filesystem::path(GANYMEDE_SHARED_DATA) / "g2p-bart-us";
  if (!std::filesystem::exists(source)) {
    MESSAGE("skipped: no " << source.string());
    return;
  }
  const TemporaryFolder folder;
  std::filesystem::create_symlink(std::filesystem::absolute(source / "us_bart.safetensors"), folder.path() / "model.safetensors");
  std::filesystem::create_symlink(std::filesystem::absolute(source / "us_bart_config.json"), folder.path() / "config.json");
  const Checkpoint checkpoint{folder.path()};
  CHECK(checkpoint.settings().get<Index>("d_model") == 128);
  CHECK(checkpoint.generation().get<TokenId>("decoder_start_token_id") == 1);
  CHECK(checkpoint.tensors().size() == 50);
}

TEST_CASE("checkpoint: names that wrappers have changed, and f64, in a folder") {
  const TemporaryFolder folder;
  folder.write("config.json", "{}");
  folder.write("model.safetensors",
               safetensors_file(R"({"_orig_mod.module.w":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]}})", raw(0.1) + raw(2.0)));
  const Checkpoint checkpoint{folder.path()};
  const StoredTensor* const w = checkpoint.find("w");
  REQUIRE(w != nullptr);
  CHECK(w->dtype == DType::f32);
  CHECK(load<float>(w->bytes.data()) == 0.1f);
  folder.write("model.safetensors",
               safetensors_file(R"({"w":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]}})", raw(0.1) + raw(1e200)));
  CHECK(error_of<TensorError>([&] { Checkpoint{folder.path()}; }).key == "w");
}

TEST_CASE("checkpoint: f64 in a GGUF file") {
  const std::string bytes = GgufFile().string("general.architecture", "llama").tensor("w", {2}, 28, raw(0.1) + raw(2.0)).bytes();
  const Checkpoint checkpoint{as_bytes(bytes), "m"};
  CHECK(checkpoint.find("w")->dtype == DType::f32);
  CHECK(load<float>(checkpoint.find("w")->bytes.data()) == 0.1f);
}
