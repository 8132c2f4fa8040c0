#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/gguf_writer.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
const auto nothing = [](std::size_t, const GgufWriter::Sink&) {};
}

TEST_CASE("gguf_writer: our reader reads back what was written") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.gguf";
  GgufWriter writer;
  const std::vector<std::string> texts{"a", "", "\xc3\xa9"};
  const std::vector<std::int32_t> numbers{-1, 0, 1 << 30};
  const std::vector<float> floats{0.5f, -2.0f};
  writer.add("text", "hello").add("yes", true).add("u32", std::uint32_t{7}).add("i32", std::int32_t{-7}).add("u64", std::uint64_t{1} << 40);
  writer.add("f32", 0.25f).add("string", std::string("s")).add("view", std::string_view("v"));
  writer.add_array("texts", std::span<const std::string>(texts)).add_array("numbers", std::span<const std::int32_t>(numbers));
  writer.add_array("floats", std::span<const float>(floats));
  CHECK(writer.has("text"));
  CHECK_FALSE(writer.has("none"));

  std::vector<std::vector<std::byte>> data;
  for (const auto& [name, dtype, shape] :
       {std::tuple{"vector", DType::f32, std::vector<Index>{3}}, std::tuple{"matrix", DType::q4_0, std::vector<Index>{5, 64}},
        std::tuple{"half", DType::f16, std::vector<Index>{3, 1, 7}}, std::tuple{"bf", DType::bf16, std::vector<Index>{1}},
        std::tuple{"q6", DType::q6_k, std::vector<Index>{2, 256}}}) {
    writer.tensor(name, dtype, shape);
    Index rows = 1;
    for (const Index extent : shape) rows *= extent;
    data.emplace_back(row_bytes(dtype, shape.back()) * static_cast<std::size_t>(rows / shape.back()),
                      static_cast<std::byte>(data.size() + 1));
  }
  writer.write(path, [&](std::size_t i, const GgufWriter::Sink& sink) {
    sink(std::span(data[i]).first(1));
    sink(std::span(data[i]).subspan(1));
  });

  const MappedFile file{path};
  const Gguf gguf(file.bytes(), "a.gguf");
  CHECK(gguf.get<std::string>("text") == "hello");
  CHECK(gguf.get<bool>("yes"));
  CHECK(gguf.get<int>("u32") == 7);
  CHECK(gguf.get<int>("i32") == -7);
  CHECK(gguf.get<std::uint64_t>("u64") == std::uint64_t{1} << 40);
  CHECK(gguf.get<float>("f32") == 0.25f);
  CHECK(gguf.get<std::string>("string") == "s");
  CHECK(gguf.get<std::string>("view") == "v");
  CHECK(std::ranges::equal(gguf.strings("texts"), texts));
  CHECK(std::ranges::equal(gguf.integers("numbers"), numbers));
  CHECK(gguf.floats("floats") == floats);
  REQUIRE(gguf.tensors().size() == data.size());
  for (std::size_t i = 0; i < data.size(); ++i) CHECK(std::ranges::equal(gguf.tensors()[i].bytes, data[i]));
  CHECK(gguf.tensors()[1].shape == std::vector<Index>{5, 64});
  CHECK(gguf.tensors()[2].shape == std::vector<Index>{3, 1, 7});
  CHECK(gguf.tensors()[2].dtype == DType::f16);

  GgufWriter copy;  // metadata in the file's own form
  gguf.for_each_value([&](std::string_view key, auto type, std::string_view bytes) { copy.add_raw(key, type, bytes); });
  copy.write(folder.path() / "b.gguf", nothing);
  const MappedFile second{folder.path() / "b.gguf"};
  CHECK(Gguf(second.bytes(), "b.gguf").metadata() == gguf.metadata());
}

TEST_CASE("gguf_writer: what cannot be right is refused, and no file is made") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a.gguf";
  GgufWriter writer;
  writer.add("key", 1.0f).tensor("t", DType::f32, {2, 3});
  CHECK(error_of<InputError>([&] { writer.add("key", true); }).key == "key");
  CHECK(error_of<InputError>([&] { writer.tensor("t", DType::f32, {1}); }).key == "t");
  CHECK(contains(error_of<InputError>([&] { writer.tensor("u", DType::boolean, {1}); }).problem, "bool has no GGUF type"));
  error_of<InputError>([&] { writer.tensor("u", DType::f32, std::span<const Index>{}); });
  error_of<InputError>([&] { writer.tensor("u", DType::f32, {1, 1, 1, 1, 1}); });
  error_of<TensorError>([&] { writer.tensor("u", DType::q8_0, {4, 31}); });
  error_of<FormatError>([&] { writer.tensor("u", DType::f32, {Index{1} << 40, Index{1} << 40}); });
  const auto error =
      error_of<InputError>([&] { writer.write(path, [](std::size_t, const GgufWriter::Sink& sink) { sink(as_bytes("too few")); }); });
  CHECK(error.expected == "24");
  CHECK(error.found == "7");
  CHECK_FALSE(exists(path));
}
