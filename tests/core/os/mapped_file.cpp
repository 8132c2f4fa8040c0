#include <ganymede/core/os/mapped_file.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

#include <sys/stat.h>

using namespace ganymede;

namespace {
std::string text_of(const MappedFile& file) {
  const auto bytes = file.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
}  // namespace

TEST_CASE("mapped_file: a file's bytes, also of an empty one") {
  const TemporaryFolder folder;
  CHECK(text_of(MappedFile{folder.write("a", "some bytes")}) == "some bytes");
  CHECK(MappedFile{folder.write("empty", "")}.bytes().empty());
  CHECK(MappedFile{}.bytes().empty());
}

TEST_CASE("mapped_file: moving keeps the address") {
  const TemporaryFolder folder;
  MappedFile a{folder.write("a", "aaaa")};
  const std::byte* const address = a.bytes().data();
  MappedFile b{std::move(a)};
  CHECK(b.bytes().data() == address);
  CHECK(a.bytes().empty());
  MappedFile c{folder.write("c", "cc")};
  c = std::move(b);
  CHECK(c.bytes().data() == address);
  CHECK(text_of(c) == "aaaa");
  MappedFile& same = c;
  c = std::move(same);
  CHECK(text_of(c) == "aaaa");
  static_assert(!std::is_copy_constructible_v<MappedFile>);
}

TEST_CASE("mapped_file: the bytes outlive the file's name") {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "still here");
  const MappedFile file{path};
  std::filesystem::remove(path);
  CHECK(text_of(file) == "still here");
}

TEST_CASE("mapped_file: a pointer of Git LFS is not the file") {
  const TemporaryFolder folder;
  const auto path = folder.write("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 466\n");
  const auto error = error_of<FileError>([&] { MappedFile{path}; });
  CHECK(contains(error.problem, "Git LFS"));
  CHECK(error.file == path.string());
  CHECK(error.expected == "a file of 466 bytes");
}

TEST_CASE("mapped_file: whatever cannot be mapped is a FileError that says why") {
  const TemporaryFolder folder;
  const auto missing = error_of<FileError>([&] { MappedFile{folder.path() / "missing"}; });
  CHECK(contains(missing.problem, "No such file"));
  CHECK(missing.file == (folder.path() / "missing").string());
  CHECK(contains(error_of<FileError>([&] { MappedFile{folder.path()}; }).problem, "directory"));
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(contains(error_of<FileError>([&] { MappedFile{pipe}; }).problem, "regular"));  // and it does not wait for a writer
  CHECK(contains(error_of<FileError>([&] { MappedFile{"/dev/null"}; }).problem, "regular"));
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  error_of<FileError>([&] { MappedFile{folder.path() / "loop"}; });
  error_of<FileError>([&] { MappedFile{""}; });
}

TEST_CASE("mapped_file: released bytes come back, bytes of others stay") {
  const TemporaryFolder folder;
  std::string content(100'000, ' ');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>('a' + i % 23);
  const MappedFile file{folder.write("a", content)};
  CHECK(text_of(file) == content);
  file.release(file.bytes().subspan(5000, 60'000));
  CHECK(text_of(file) == content);
  file.release(file.bytes());
  CHECK(text_of(file) == content);
  std::vector<std::byte> mine(50'000, std::byte{7});
  file.release(mine);
  file.release({file.bytes().data() - 4096, 8192});
  file.release({});
  MappedFile{}.release(mine);
  CHECK(std::count(mine.begin(), mine.end(), std::byte{7}) == 50'000);
  CHECK(text_of(file) == content);
}
