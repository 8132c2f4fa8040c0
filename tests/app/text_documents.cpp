#include <ganymede/app/text_documents.hpp>

#include <support/error_of.hpp>

#include <array>
#include <fstream>

using namespace ganymede;

namespace {

/// A folder of files; gone at the end.
struct DocumentFolder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("ganymede_documents_" + std::to_string(std::rand()));
  DocumentFolder() { std::filesystem::create_directories(path); }
  DocumentFolder(const DocumentFolder&) = delete;
  DocumentFolder& operator=(const DocumentFolder&) = delete;
  ~DocumentFolder() { std::filesystem::remove_all(path); }

  std::filesystem::path add(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }
};

}  // namespace

TEST_CASE("files and folders of text, in order, each once") {
  const DocumentFolder folder;
  folder.add("b.md", "second");
  folder.add("a.TXT", "first");
  folder.add("inner/c.rst", "third\xFF");  // no UTF-8: kept
  folder.add("picture.png", "no text");
  folder.add("zero.txt", std::string("a\0b", 3));  // not named by the user: passed over
  const auto named = folder.add("named.log", "");
  const std::array paths{named, folder.path, folder.path / "b.md", named};
  const auto documents = read_text_documents(paths);
  REQUIRE(documents.size() == 4);
  CHECK(documents[0].name == named.string());
  CHECK(documents[0].text.empty());
  CHECK(documents[1].text == "first");
  CHECK(documents[2].text == "second");
  CHECK(documents[3].text == "third\xFF");
  CHECK(read_text_documents({}).empty());
}

TEST_CASE("what is no text, not there, or too large") {
  const DocumentFolder folder;
  const auto read = [](const std::filesystem::path& path, std::size_t most = 1 << 20) { read_text_documents({&path, 1}, most); };
  CHECK(error_of<FileError>([&] { read(folder.path / "nobody.txt"); }).file == (folder.path / "nobody.txt").string());
  CHECK(contains(error_of<FileError>([&] { read(folder.path); }).problem, "no text files"));
  CHECK(error_of<FormatError>([&] { read(folder.add("utf16.txt", "\xFF\xFEh")); }).found == "UTF-16");
  CHECK(error_of<FormatError>([&] { read(folder.add("binary", std::string("x\0", 2))); }).found == "a NUL byte");
  const auto file = folder.add("large.txt", std::string(1000, 'x'));
  read(file, 1000);
  CHECK(error_of<CapacityError>([&] { read(file, 999); }).file == file.string());
  const std::array two{file, folder.add("other.txt", "y")};
  CHECK(error_of<CapacityError>([&] { read_text_documents(two, 1000); }).file == two[1].string());
  if (std::filesystem::exists("/dev/zero")) CHECK_THROWS_AS(read("/dev/zero", 100000), CapacityError);  // it has no size, and no end
}
