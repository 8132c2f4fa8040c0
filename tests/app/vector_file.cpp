#include <ganymede/app/vector_file.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>

#include <fstream>

#include "support/app_fixture.hpp"

using namespace ganymede;

TEST_CASE("vectors come back as they were, and nothing that was changed does") {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "ganymede_vectors_test";
  Tensor<float> vectors(3, 2);
  for (Index i = 0; i < 6; ++i) vectors.view().data()[i] = static_cast<float>(i) / 4;
  write_vectors(path, 42, vectors.view());
  const StoredVectors stored = read_vectors(path);
  CHECK(stored.of == 42);
  CHECK(stored.vectors.view() == vectors.view());
  std::vector<std::byte> bytes;
  {
    const MappedFile file{path};
    bytes.assign(file.bytes().begin(), file.bytes().end());
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CAPTURE(i);
    std::vector<std::byte> changed = bytes;
    changed[i] ^= std::byte{1};
    CHECK_THROWS_AS(parse_vectors(changed, "f"), FormatError);
    CHECK_THROWS_AS(parse_vectors(std::span(bytes).first(i), "f"), FormatError);
  }
  write_vectors(path, 1, Tensor<float>(0, 0).view());
  CHECK(read_vectors(path).vectors.rows() == 0);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(read_vectors(path), FileError);
}

TEST_CASE("fingerprints tell texts, files and their names apart") {
  const auto of = [](auto... texts) {
    Fingerprint f;
    (f.add(std::string_view(texts)), ...);
    return f.value();
  };
  CHECK(of("a", "b") != of("ab"));
  CHECK(of("") != of());
  CHECK(of("12345678") != of("12345678", ""));
  CHECK(of("a", "b") != of("b", "a"));
  const AppFolderCopy one("embed_static"), other("embed_static");
  const auto model = [](const AppFolderCopy& folder) { return Fingerprint().add_model(folder.path()).value(); };
  CHECK(model(one) == model(other));
  other.write("config_sentence_transformers.json", "{}");
  CHECK(model(one) != model(other));
}
