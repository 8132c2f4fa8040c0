#include <ganymede/core/os/output_file.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <iterator>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}
}  // namespace

TEST_CASE("output_file: there as a whole once committed, small and large pieces in order") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "out";
  const std::string large(700'001, 'x');
  {
    OutputFile file(path);
    file.write("abc");
    file.pad(8);
    file.write(large);
    file.pad(1);
    file.write("end");
    CHECK(file.size() == 8 + large.size() + 3);
    CHECK_FALSE(exists(path));
    file.commit();
  }
  CHECK(content(path) == std::string("abc\0\0\0\0\0", 8) + large + "end");
  CHECK(entries(folder.path()) == 1);
  OutputFile again(path);
  again.write("new");
  again.commit();
  CHECK(content(path) == "new");
}

TEST_CASE("output_file: not committed, nothing is left and an older file stays") {
  const TemporaryFolder folder;
  const auto path = folder.write("out", "old");
  {
    OutputFile one(path), other(path);  // at once: each has a temporary file of its own
    one.write("new");
    CHECK(entries(folder.path()) == 3);
  }
  CHECK(content(path) == "old");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("output_file: what cannot be written is a FileError that says why") {
  const TemporaryFolder folder;
  CHECK(contains(error_of<FileError>([&] { OutputFile{folder.path() / "none" / "out"}; }).problem, "No such file"));
  CHECK(contains(error_of<FileError>([&] { OutputFile{folder.path()}; }).problem, "something else"));
  CHECK(contains(error_of<FileError>([&] { OutputFile{"/dev/null"}; }).problem, "something else"));
  error_of<FileError>([&] { OutputFile{""}; });
}

TEST_CASE("output_file: a write that the system refuses leaves nothing behind") {
  const TemporaryFolder folder;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit little = before;
  little.rlim_cur = 300'000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto error = error_of<FileError>([&] {
    OutputFile file(folder.path() / "out");
    file.write(std::string(1'000'000, 'x'));
    file.commit();
  });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(contains(error.problem, "too large"));
  CHECK(error.file == (folder.path() / "out").string());
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("output_file: through a symbolic link, which stays") {
  const TemporaryFolder folder, other;
  const auto target = other.write("target", "old"), link = folder.path() / "link", second = folder.path() / "second";
  std::filesystem::create_symlink(target, link);
  std::filesystem::create_symlink("link", second);
  for (const auto& path : {link, second}) {
    OutputFile file(path);
    file.write("new by " + path.filename().string());
    file.commit();
    CHECK(content(target) == "new by " + path.filename().string());
    CHECK(is_symlink(link));
    CHECK(is_symlink(second));
    CHECK(entries(folder.path()) == 2);
    CHECK(entries(other.path()) == 1);
  }
  std::filesystem::remove(target);  // now it dangles: writing makes what it means
  OutputFile file(second);
  file.write("made");
  file.commit();
  CHECK(content(target) == "made");
  CHECK(is_symlink(link));
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  CHECK(contains(error_of<FileError>([&] { OutputFile{folder.path() / "loop"}; }).problem, "symbolic links"));
}

TEST_CASE("output_file: an older file's permissions stay") {
  const TemporaryFolder folder;
  const auto path = folder.write("out", "old");
  for (const ::mode_t mode : {0600U, 0755U, 0640U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    OutputFile file(path);
    file.write("new");
    file.commit();
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == mode);
  }
}
