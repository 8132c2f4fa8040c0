#include <ganymede/io/no_model.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/checkpoint.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
std::string said(const std::filesystem::path& path) {
  try {
    const Checkpoint checkpoint{path};
  } catch (const Error& error) {
    return error.what();
  }
  return "opened";
}
const std::string gguf = GgufFile().string("general.architecture", "llama").tensor("w", {1}, 0, raw(1.0f)).bytes();
}  // namespace

TEST_CASE("no_model: the name of a model on the hub") {
  CHECK(detail::hub_model("HuggingFaceTB/SmolLM2-135M-Instruct") == "SmolLM2-135M-Instruct");
  for (const char* const path : {"model.gguf", "a/b.gguf", "./a", "../a", "/a", "a/", "a/b/c", "a b/c", "", "/"})
    CHECK_FALSE(detail::hub_model(path));
  CHECK(contains(said("NoSuchOwner/no-such-model"), "hf download NoSuchOwner/no-such-model --local-dir no-such-model"));
  CHECK(said("missing.gguf") == "missing.gguf: cannot open the file: No such file or directory");
}

TEST_CASE("no_model: a folder that holds GGUF files") {
  const TemporaryFolder folder;
  folder.write("README.md", "");
  const auto path = folder.write("b.gguf", gguf);
  CHECK(Checkpoint{folder.path()}.name() == path.string());
  folder.write("config.json", "{}");  // as in folders of GGUF files that were made from another folder
  CHECK(Checkpoint{folder.path()}.is_gguf());
  folder.write("a.gguf", gguf);
  CHECK(error_of<FormatError>([&] { Checkpoint{folder.path()}; }).found == "a.gguf, b.gguf");
  folder.write("model.safetensors", safetensors_file(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", raw(1.0f)));
  CHECK_FALSE(Checkpoint{folder.path()}.has_gguf());
}

TEST_CASE("no_model: folders without a model say what they have") {
  const TemporaryFolder folder;
  CHECK(contains(said(folder.path()), "the folder is empty"));
  folder.write("README.md", "");
  CHECK(contains(said(folder.path()), "not the folder of a model"));
  folder.write("model.onnx", "");
  CHECK(contains(said(folder.path()), "only model.onnx, which is not supported"));
  folder.write("config.json", "{}");
  folder.write("pytorch_model-00001-of-00002.bin", "");
  CHECK(contains(said(folder.path()), "only pytorch_model-00001-of-00002.bin, which is not supported: convert it to safetensors"));
  folder.write("pytorch_model.bin", "");
  CHECK(contains(said(folder.path()), "only pytorch_model.bin, which"));
  folder.write("adapter_config.json", "{}");
  CHECK(contains(said(folder.path()), "only an adapter"));
}

TEST_CASE("no_model: single files of folders, and other formats") {
  const TemporaryFolder folder;
  const std::string where = folder.path().string();
  CHECK(contains(said(folder.write("empty.gguf", "")), "the file is empty"));
  CHECK(contains(said(folder.write("model.safetensors", "x")), "give the folder, " + where));
  CHECK(contains(said(folder.write("config.json", "{}")), "give the folder, " + where));
  CHECK(contains(said(folder.write("tokenizer.model", "x")), "give the folder, " + where));
  CHECK(contains(said(folder.write("model.bin", "\6\0\0\0")), "CTranslate2 folder: give the folder, " + where));
  CHECK(contains(said(folder.write("pytorch_model.bin", "PK\x03\x04...")), "PyTorch"));
  CHECK(contains(said(folder.write("m.pt", "\x80\x02")), "PyTorch"));
  CHECK(contains(said(folder.write("m.onnx", "x")), "not supported"));
  CHECK(contains(said(folder.write("ggml-model-q4_0.bin", "tjgg")), "before GGUF"));
  CHECK(contains(said(folder.write("m.gguf", "other")), "does not begin with GGUF"));
}

TEST_CASE("no_model: a pointer of Git LFS in place of any file of a model") {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 99\n";
  const TemporaryFolder folder;
  CHECK(contains(said(folder.write("m.gguf", pointer)), "Git LFS"));
  std::filesystem::remove(folder.path() / "m.gguf");
  folder.write("config.json", "{}");
  folder.write("model.safetensors", pointer);
  CHECK(contains(said(folder.path()), "model.safetensors: a pointer of Git LFS"));
  CHECK(contains(said(folder.path()), "expected a file of 99 bytes"));
  folder.write("config.json", pointer);
  CHECK(contains(said(folder.path()), "config.json: a pointer of Git LFS"));
  folder.write("model.bin", pointer);
  folder.write("shared_vocabulary.json", "[]");
  CHECK(contains(said(folder.path()), "a pointer of Git LFS"));
}
