#include <ganymede/io/ctranslate2_vocabulary.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

TEST_CASE("ctranslate2 vocabulary: text and JSON, shared or by side, the unknown token behind") {
  using Tokens = std::vector<std::string>;
  const TemporaryFolder folder;
  const auto read = [&](const char* side) { return detail::read_ctranslate2_vocabulary(folder.path(), side, "<unk>"); };
  CHECK(contains(error_of<FileError>([&] { read("source"); }).expected, "source_vocabulary"));
  folder.write("source_vocabulary.txt", "<s>\na\n\nb");
  CHECK(read("source") == Tokens{"<s>", "a", "", "b", "<unk>"});
  folder.write("target_vocabulary.txt", "<unk>\r\na\r\n");
  CHECK(read("target") == Tokens{"<unk>", "a"});
  folder.write("target_vocabulary.txt", "<unk>\na\r\n");
  CHECK(read("target") == Tokens{"<unk>", "a\r"});  // the token's own
  folder.write("shared_vocabulary.json", R"(["\u2581a", "<unk>", "\n"])");
  CHECK(read("source") == Tokens{"▁a", "<unk>", "\n"});
  CHECK(read("target") == read("source"));
}
