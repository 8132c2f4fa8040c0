#include <ganymede/io/gguf_tensors.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/gguf.hpp>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
std::vector<StoredTensor> tensors(const std::string& bytes) {
  const Gguf gguf{as_bytes(bytes), "m.gguf"};
  return {gguf.tensors().begin(), gguf.tensors().end()};
}
ErrorDetails refused_tensors(const GgufFile& file) {
  const auto error = error_of<FormatError>([bytes = file.bytes()] { tensors(bytes); });
  CHECK(error.file == "m.gguf");
  return error;
}
}  // namespace

TEST_CASE("gguf_tensors: dimensions are turned round, data is found at its aligned offset") {
  GgufFile file;
  file.tensor("a", {4, 2}, 0, std::string(32, 'a'))
      .tensor("b", {32}, 2, std::string(18, 'b'))
      .tensor("c", {1, 2, 3, 4}, 24, std::string(24, 'c'));
  const std::string bytes = file.bytes();
  const auto found = tensors(bytes);
  REQUIRE(found.size() == 3);
  CHECK(found[0].shape == std::vector<Index>{2, 4});
  CHECK(found[0].bytes.size() == 32);
  CHECK(found[1].dtype == DType::q4_0);
  CHECK(found[1].bytes.size() == 18);
  CHECK(found[1].bytes[0] == std::byte{'b'});
  CHECK(found[2].shape == std::vector<Index>{4, 3, 2, 1});
  CHECK(found[2].bytes[23] == std::byte{'c'});
}

TEST_CASE("gguf_tensors: the order of the list need not be that of the data") {
  GgufFile file;
  file.data = std::string(36, 'x');
  file.entry("second", {1}, 0, 32).entry("first", {8}, 0, 0);
  const std::string bytes = file.bytes();
  CHECK(tensors(bytes)[0].name == "second");
}

TEST_CASE("gguf_tensors: dimensions that cannot be") {
  CHECK(refused_tensors(GgufFile().entry("a", {}, 0, 0)).key == "a");
  CHECK(refused_tensors(GgufFile().entry("a", {1, 1, 1, 1, 1}, 0, 0)).found == "5");
  refused_tensors(GgufFile().tensor("a", {0}, 0, "1234"));
  refused_tensors(GgufFile().tensor("a", {~std::uint64_t{0}}, 0, "1234"));
  refused_tensors(GgufFile().tensor("a", {std::uint64_t{1} << 62}, 0, "1234"));                          // x 4 bytes = 2^64
  refused_tensors(GgufFile().tensor("a", {std::uint64_t{1} << 32, std::uint64_t{1} << 32}, 0, "1234"));  // 2^64 elements
  refused_tensors(GgufFile().tensor("a", {1, std::uint64_t{1} << 61, 2, 2}, 0, "1234"));
  const auto partial = refused_tensors(GgufFile().tensor("a", {33}, 2, std::string(40, 'x')));
  CHECK(partial.key == "a");
  CHECK(partial.expected == "a multiple of 32");
}

TEST_CASE("gguf_tensors: offsets misaligned, overlapping, outside the file, overflowing") {
  GgufFile file;
  file.data = std::string(64, 'x');
  const auto with = [&](std::uint64_t a, std::uint64_t b) { return GgufFile(file).entry("a", {8}, 0, a).entry("b", {8}, 0, b); };
  CHECK(tensors(with(0, 32).bytes()).size() == 2);
  CHECK(refused_tensors(with(0, 33)).key == "b");
  CHECK(contains(refused_tensors(with(0, 4)).problem, "misaligned"));
  CHECK(contains(refused_tensors(with(0, 0)).problem, "overlaps"));
  CHECK(contains(refused_tensors(with(0, 64)).problem, "outside"));
  CHECK(contains(refused_tensors(with(0, ~std::uint64_t{31})).problem, "overflows"));
  refused_tensors(with(std::uint64_t{1} << 63, 0));
}

TEST_CASE("gguf_tensors: ggml types that are not supported are named") {
  for (const auto& [number, type] :
       std::vector<std::pair<std::uint32_t, std::string>>{{15, "Q8_K"}, {31, "Q4_0_4_4"}, {40, "NVFP4"}, {41, "Q1_0"}}) {
    const std::string bytes = GgufFile().tensor("blk.0.ffn_up.weight", {256}, number, std::string(300, 'x')).bytes();
    const auto error = error_of<TensorError>([&] { tensors(bytes); });
    CHECK(error.key == "blk.0.ffn_up.weight");
    CHECK(contains(error.problem, type));
  }
  CHECK(refused_tensors(GgufFile().tensor("a", {4}, 99, std::string(16, 'x'))).found == "99");
}

TEST_CASE("gguf_tensors: the same tensor twice, names that are not UTF-8, more tensors than the file holds") {
  CHECK(contains(refused_tensors(GgufFile().tensor("a", {1}, 0, "1234").tensor("a", {1}, 0, "1234")).problem, "twice"));
  refused_tensors(GgufFile().tensor("\xff", {1}, 0, "1234"));
  GgufFile many;
  many.tensor("a", {1}, 0, "1234");
  for (const std::uint64_t count : {std::uint64_t{2}, std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
    many.tensor_count = count;
    refused_tensors(many);
  }
}

TEST_CASE("gguf_tensors: other alignments") {
  for (const std::uint32_t alignment : {1u, 8u, 64u, 4096u}) {
    GgufFile file;
    file.alignment = alignment;
    file.u32("general.alignment", alignment).tensor("a", {1}, 0, "abcd").tensor("b", {1}, 0, "efgh");
    const std::string bytes = file.bytes();
    CHECK(tensors(bytes)[1].bytes[0] == std::byte{'e'});
  }
  for (const std::uint32_t alignment : {0u, 3u, 48u})
    CHECK(refused_tensors(GgufFile().u32("general.alignment", alignment)).key == "general.alignment");
  CHECK(refused_tensors(GgufFile().u32("general.alignment", 1u << 31).tensor("a", {1}, 0, "abcd")).key == "a");
  CHECK(refused_tensors(GgufFile().value("general.alignment", 10, raw(std::uint64_t{32}))).key == "general.alignment");
  CHECK(refused_tensors(GgufFile().string("general.alignment", "32")).key == "general.alignment");
}
