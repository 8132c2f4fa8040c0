#include <ganymede/core/bytes.hpp>
#include <ganymede/io/gguf_parts.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/checkpoint.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
/// As gguf-split writes them: metadata in the first, only the keys of the split in the others.
struct Part {
  std::uint16_t number = 0, count = 3;
  std::int32_t tensors = 3;
  const char* tensor = nullptr;
};
std::string part_file(const Part& p) {
  GgufFile file;
  if (p.number == 0) file.string("general.architecture", "llama").u32("llama.block_count", 5);
  file.value("split.no", 2, raw(p.number)).value("split.count", 2, raw(p.count)).value("split.tensors.count", 5, raw(p.tensors));
  if (p.tensor != nullptr) file.tensor(p.tensor, {2}, 0, raw(1.0f * p.number) + raw(2.0f));
  return file.bytes();
}
struct ThreeParts {
  TemporaryFolder folder{};
  std::filesystem::path first = folder.write("m-00001-of-00003.gguf", part_file({.number = 0, .tensor = "a"}));
  std::filesystem::path second = folder.write("m-00002-of-00003.gguf", part_file({.number = 1, .tensor = "b"}));
  std::filesystem::path third = folder.write("m-00003-of-00003.gguf", part_file({.number = 2, .tensor = "c"}));

  template <class E>
  ErrorDetails error() const {
    return error_of<E>([&] { Checkpoint{first}; });
  }
};
}  // namespace

TEST_CASE("gguf_parts: names") {
  CHECK(detail::gguf_part_ending(0, 3) == "-00001-of-00003.gguf");
  CHECK(detail::gguf_part_ending(99, 123456) == "-00100-of-123456.gguf");
}

TEST_CASE("gguf_parts: opened by the first, or by the folder that holds nothing else") {
  const ThreeParts parts;
  for (const auto& path : {parts.first, parts.folder.path()}) {
    const Checkpoint model{path};
    CHECK(model.is_gguf());
    CHECK(model.name() == parts.first.string());
    CHECK(model.settings().get<Index>("block_count") == 5);
    REQUIRE(model.tensors().size() == 3);
    for (int i = 0; i < 3; ++i) {
      const StoredTensor* const tensor = model.find(std::string(1, static_cast<char>('a' + i)));
      REQUIRE(tensor != nullptr);
      CHECK(load<float>(tensor->bytes.data()) == static_cast<float>(i));
    }
    model.release();
  }
}

TEST_CASE("gguf_parts: the first may hold metadata alone") {
  const ThreeParts parts;
  parts.folder.write("m-00001-of-00003.gguf", part_file({.number = 0, .tensors = 2}));
  CHECK(Checkpoint{parts.first}.tensors().size() == 2);
}

TEST_CASE("gguf_parts: another part than the first says which is the first") {
  const ThreeParts parts;
  const auto error = error_of<FormatError>([&] { Checkpoint{parts.second}; });
  CHECK(error.key == "split.no");
  CHECK(error.expected == parts.first.string());
  CHECK(error.found == "part 2 of 3");
}

TEST_CASE("gguf_parts: a part that is missing is named") {
  const ThreeParts parts;
  std::filesystem::remove(parts.third);
  const auto error = parts.error<FileError>();
  CHECK(error.file == parts.third.string());
  CHECK(contains(error.problem, "part 3 of 3"));
}

TEST_CASE("gguf_parts: parts of different models, and another number of tensors") {
  const ThreeParts parts;
  parts.folder.write("m-00002-of-00003.gguf", part_file({.number = 2, .tensor = "b"}));
  CHECK(parts.error<FormatError>().key == "split.no");
  parts.folder.write("m-00002-of-00003.gguf", part_file({.number = 1, .count = 4, .tensor = "b"}));
  CHECK(parts.error<FormatError>().key == "split.count");
  parts.folder.write("m-00002-of-00003.gguf", GgufFile().tensor("b", {2}, 0, std::string(8, '\0')).bytes());
  CHECK(parts.error<ConfigError>().key == "split.no");
  parts.folder.write("m-00002-of-00003.gguf", part_file({.number = 1, .tensor = "a"}));
  CHECK(parts.error<FormatError>().key == "a");
  parts.folder.write("m-00002-of-00003.gguf", part_file({.number = 1}));
  const auto count = parts.error<FormatError>();
  CHECK(count.key == "split.tensors.count");
  CHECK(count.expected == "2");
  CHECK(count.found == "3");
}

TEST_CASE("gguf_parts: a name that does not tell where the others are") {
  const ThreeParts parts;
  const auto renamed = parts.folder.path() / "model.gguf";
  std::filesystem::rename(parts.first, renamed);
  CHECK(contains(error_of<FormatError>([&] { Checkpoint{renamed}; }).expected, "-00001-of-00003.gguf"));
}
